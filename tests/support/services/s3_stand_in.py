#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A bucket of S3 as far as baithakd uses it: PUT, GET with a range, HEAD, DELETE, copy; each by a presigned address.

It checks signatures by itself, from Amazon's description of version 4: nothing of it is shared with the server. Objects are in memory.
Prints the port when it listens. Arguments: bucket region access-key secret-key, and a session token when there is one.
"""

import datetime
import hashlib
import hmac
import http.server
import re
import sys
import threading
import urllib.parse

BUCKET, REGION, ACCESS_KEY, SECRET_KEY = sys.argv[1:5]
TOKEN = sys.argv[5] if len(sys.argv) > 5 else None

objects, lock = {}, threading.Lock()


def keyed(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def encoded(text):
    return urllib.parse.quote(text, safe="-._~")


def problem_of(method, path, query, headers):
    """Why the request is not permitted; None when it is."""
    given = dict(query)
    if given.get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256":
        return "InvalidRequest"
    access, day, region, service, end = given.get("X-Amz-Credential", "////").split("/")
    if (access, region, service, end) != (ACCESS_KEY, REGION, "s3", "aws4_request"):
        return "InvalidAccessKeyId"
    if given.get("X-Amz-Security-Token") != TOKEN:
        return "InvalidToken"
    time = given["X-Amz-Date"]
    begin = datetime.datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    age = (datetime.datetime.now(datetime.timezone.utc) - begin).total_seconds()
    if not time.startswith(day) or age > int(given["X-Amz-Expires"]) or age < -900:
        return "AccessDenied"
    names = given["X-Amz-SignedHeaders"].split(";")
    unsigned = [name for name in headers if name.startswith("x-amz-") and name not in names]
    if "host" not in names or unsigned or any(name not in headers for name in names):
        return "AccessDenied"
    signed = "&".join(
        sorted(f"{encoded(name)}={encoded(value)}" for name, value in query if name != "X-Amz-Signature")
    )
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    canonical = "\n".join([method, path, signed, lines, ";".join(names), "UNSIGNED-PAYLOAD"])
    scope = f"{day}/{REGION}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", time, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = keyed(keyed(keyed(keyed(b"AWS4" + SECRET_KEY.encode(), day), REGION), "s3"), "aws4_request")
    right = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return None if hmac.compare_digest(right, given.get("X-Amz-Signature", "")) else "SignatureDoesNotMatch"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code):
        self.answer(status, f"<Error><Code>{code}</Code></Error>".encode(), [("Content-Type", "application/xml")])

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path, _, text = self.path.partition("?")
        query = urllib.parse.parse_qsl(text, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        if why := problem_of(self.command, path, query, headers):
            return self.refuse(403, why)
        host = headers["host"].split(":")[0]
        key = path if host.startswith(BUCKET + ".") else path.removeprefix(f"/{BUCKET}")
        if key == path and not host.startswith(BUCKET + "."):
            return self.refuse(404, "NoSuchBucket")
        with lock:
            getattr(self, "on_" + self.command.lower())(key, dict(query), headers, body)

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_any

    def on_put(self, key, query, headers, body):
        if source := headers.get("x-amz-copy-source"):
            source = urllib.parse.unquote(source).removeprefix(f"/{BUCKET}")
            if source not in objects:
                return self.refuse(404, "NoSuchKey")
            body = objects[source]
            wanted = headers.get("x-amz-copy-source-if-match")
            if wanted and wanted != self.tag(body):
                return self.refuse(412, "PreconditionFailed")
            objects[key] = body
            return self.answer(200, b"<CopyObjectResult/>")
        objects[key] = body
        self.answer(200, headers=[("ETag", self.tag(body))])

    def on_get(self, key, query, headers, _):
        if key not in objects:
            return self.refuse(404, "NoSuchKey")
        body = objects[key]
        told = [("ETag", self.tag(body))]
        told += [(n[9:], v) for n, v in query.items() if n.startswith("response-")]
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", headers.get("range", ""))
        if not wanted:
            return self.answer(200, body, told)
        first, last = int(wanted[1]), min(int(wanted[2]), len(body) - 1)
        if first >= len(body):
            return self.refuse(416, "InvalidRange")
        told.append(("Content-Range", f"bytes {first}-{last}/{len(body)}"))
        self.answer(206, body[first : last + 1], told)

    on_head = on_get

    def on_delete(self, key, *_):
        objects.pop(key, None)
        self.answer(204)

    @staticmethod
    def tag(body):
        return '"' + hashlib.md5(body).hexdigest() + '"'


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
