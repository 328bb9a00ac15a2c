# SPDX-License-Identifier: MIT
"""One baithakd of its own for a test: free ports, a temporary data directory, ended with the test."""

import json
import signal
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request


class Server:
    def __init__(self, binary):
        self.binary = binary

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        arguments = ["--listen", "127.0.0.1:0", "--data-dir", self.folder.name, "--auth", "open", "--durability", "normal"]
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen([self.binary, *arguments], stdout=subprocess.PIPE, stderr=self.log, text=True)
        watchdog = threading.Timer(20, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        if not line:
            self.log.seek(0)
            raise RuntimeError(f"baithakd did not become ready:\n{self.log.read()}")
        self.port = json.loads(line)["port"]
        return self

    def __exit__(self, *unused):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()
        assert code == 0, f"baithakd ended with {code} after SIGTERM"

    @property
    def http(self):
        return f"http://127.0.0.1:{self.port}"

    def socket(self, query):
        return f"ws://127.0.0.1:{self.port}/v1.0/wss/?{query}"

    def call(self, method, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.http + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def sign_in(self, user, device="default"):
        """The credentials' headers of a fresh sign-in."""
        body = {"username": user, "authToken": "any", "notificationToken": "", "deviceId": device, "messageVersion": 2.1}
        status, answer = self.call("POST", "/v1.0/login", body)
        assert status == 200 and answer["status"] is True, (status, answer)
        return {"user": user, "accesskey": answer["accesskey"]}
