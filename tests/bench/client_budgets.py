#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures what the desktop client costs: time to its first picture, memory, CPU at rest and while catching up.

Runs the real programs, on a display and with a keyring of their own; needs xdotool for the one key that is pressed:

    sh tests/app/keychain/with_keyring.sh sh packaging/with_display.sh python3 tests/bench/client_budgets.py build/release/bin
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

CHATS = 10
MESSAGES = 1000
SYNCED = 400
REST_SECONDS = 10
CARET_SECONDS = 12  # until the caret stands still
TICK = os.sysconf("SC_CLK_TCK")


class Client:
    """A running `baithak`, and what its scene graph says of its frames."""

    def __init__(self, binaries, data):
        environment = dict(os.environ, QT_LOGGING_RULES="qt.scenegraph.time.renderloop=true",
                           QT_MESSAGE_PATTERN="%{time boot} %{message}", USER="ann")
        self.log_path = os.path.join(data, "client.log")
        self.started = time.clock_gettime(time.CLOCK_BOOTTIME)
        self.log = open(self.log_path, "w+", encoding="utf-8")
        self.process = subprocess.Popen([os.path.join(binaries, "baithak"), "--data-dir", os.path.join(data, "ann")],
                                        stderr=self.log, env=environment)

    @property
    def pid(self):
        return self.process.pid

    def first_frame(self):
        """Seconds from the start of the process to the end of its first frame."""
        return wait_for(self._first_frame, 30)

    def _first_frame(self):
        with open(self.log_path, encoding="utf-8") as log:
            for line in log:
                if "Frame prepared" in line:
                    return float(line.split()[0]) - self.started
        return None

    def key(self, name):
        window = wait_for(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.pid)],
                                                 capture_output=True, text=True, check=False).stdout.split(), 10)[-1]
        subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", name], check=True)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.log.close()


def wait_for(condition, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise SystemExit("client_budgets: waited %d s in vain for %s" % (seconds, condition))


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid, encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def proportional_mib(pid):
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as rollup:
        return int(re.search(r"^Pss:\s+(\d+)", rollup.read(), re.M).group(1)) / 1024


def resident_mib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        return int(re.search(r"^VmRSS:\s+(\d+)", status.read(), re.M).group(1)) / 1024


def settle(*pids):
    """Waits until the processes use next to no CPU."""
    def rests():
        before = sum(map(cpu_seconds, pids))
        time.sleep(1)
        return sum(map(cpu_seconds, pids)) - before <= 0.02
    wait_for(rests, 60)


def percent_at_rest(pid):
    before = cpu_seconds(pid)
    time.sleep(REST_SECONDS)
    return 100 * (cpu_seconds(pid) - before) / REST_SECONDS


class Server:
    """The bundled server that the client has started, reached by its other users."""

    def __init__(self, data):
        self.path = os.path.join(data, "ann", "server", "server.json")
        self.read()

    def read(self):
        def read():
            try:
                with open(self.path, encoding="utf-8") as file:
                    return json.load(file)
            except (OSError, ValueError):
                return None
        self.info = wait_for(read, 20)

    def call(self, path, body, headers=None):
        request = urllib.request.Request("http://127.0.0.1:%d/v1.0%s" % (self.info["port"], path),
                                         json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def sign_in(self, user):
        self.call("/register", {"username": user, "password": "open sesame " + user})
        key = self.call("/login", {"username": user, "authToken": "open sesame " + user, "notificationToken": "",
                                   "deviceId": "bench"})["accesskey"]
        return {"user": user, "accesskey": key}

    def send(self, headers, count, first=0):
        for start in range(first, first + count, 100):
            texts = [json.dumps({"_v": 2.1, "id": "%s-%d" % (headers["user"], i), "head": {"to": "ann", "type": "individual",
                                 "contentType": "text", "action": "message"},
                                 "body": {"text": "Message %d of a long conversation about nothing in particular" % i}})
                     for i in range(start, min(start + 100, first + count))]
            self.call("/messages", texts, headers)


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        raise SystemExit(__doc__)
    if not shutil.which("xdotool"):
        raise SystemExit("client_budgets: xdotool is not installed")
    binaries = os.path.abspath(sys.argv[1])
    rows = []

    def row(what, value, aim, unit):
        rows.append((what, value, aim, unit))
        print("%-52s %8.2f %-4s aim: at most %6.2f  %s" % (what, value, unit, aim, "reached" if value <= aim else "MISSED"),
              flush=True)

    with tempfile.TemporaryDirectory() as data:
        client = Client(binaries, data)
        shown = client.first_frame()
        client.key("Return")
        pressed = time.monotonic()
        server = Server(data)
        row("very first start: first picture, then the server", shown + time.monotonic() - pressed, 1.5, "s")
        # The account is there once the conversation with oneself can be listed.
        people = ["friend%d" % i for i in range(CHATS)]
        keys = wait_for(lambda: [server.sign_in(name) for name in people], 20)
        time.sleep(1)
        for key in keys:
            server.send(key, MESSAGES)
        settle(client.pid, server.info["pid"])
        before = cpu_seconds(client.pid)
        server.send(keys[0], SYNCED, MESSAGES)
        settle(client.pid, server.info["pid"])
        row("CPU to take %d messages live" % SYNCED, cpu_seconds(client.pid) - before, 1, "s")
        client.end()
        wait_for(lambda: not os.path.exists("/proc/%d" % server.info["pid"]), 30)

        for name in ("cold server, warm files", "again"):
            client = Client(binaries, data)
            row("start with %d chats of %d messages, %s" % (CHATS, MESSAGES, name), client.first_frame(), 0.4, "s")
            wait_for(lambda: os.path.exists(server.path), 20)
            if name != "again":
                client.end()
                time.sleep(8)
        server.read()
        settle(client.pid, server.info["pid"])
        row("client memory, proportional", proportional_mib(client.pid), 150, "MiB")
        row("client memory, resident", resident_mib(client.pid), 150, "MiB")
        row("server memory, resident", resident_mib(server.info["pid"]), 40, "MiB")
        time.sleep(CARET_SECONDS)
        row("client CPU at rest", percent_at_rest(client.pid), 0, "%")
        row("server CPU at rest", percent_at_rest(server.info["pid"]), 0, "%")
        os.kill(server.info["pid"], signal.SIGSTOP)
        row("client CPU at rest, server silent", percent_at_rest(client.pid), 0, "%")
        os.kill(server.info["pid"], signal.SIGCONT)
        client.end()
    return 0 if all(value <= aim for _, value, aim, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
