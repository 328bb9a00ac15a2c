#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the seed corpus of the fuzz targets (tests/fuzz/corpus) from the golden frames. Run it after changing them."""

import base64
import json
import pathlib
import re
import shutil

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden"
LARGEST = 2048

# RFC 7515, A.2 and A.3; and ones of our own that won't do.
CLAIMS = b'{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}'
TOKENS = {
    "rs256": (b'{"alg":"RS256"}', "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"),
    "es256": (b'{"alg":"ES256"}',
              "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
    "none": (b'{"alg":"none"}', ""),
    "kid and typ": (b'{"alg":"ES256","kid":"1","typ":"JWT"}', "AAAA"),
}
KEYS = {
    "key set": b'{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",'
               b'"y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"1","alg":"ES256"}]}',
    "certificates": b'{"1":"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n"}',
}

NOTICES = {
    "typing": {"typing": True},
    "state": {"ids": ["m-1", "m-2"], "state": "READ"},
    "receipt": {"conv": "dm:ann:bob", "user": "bob", "delivered": 12, "read": 3},
    "error": {"code": "not-a-member", "reason": "ann is not in the group", "id": "m-1"},
}


def write(kind, name, data):
    if len(data) > LARGEST:
        return
    folder = HERE / "corpus" / kind
    folder.mkdir(parents=True, exist_ok=True)
    (folder / re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")).write_bytes(data)


def nested(field, data):
    """A field of proto3 that holds bytes."""

    def varint(number):
        low = [number & 0x7F]
        while number := number >> 7:
            low[-1] |= 0x80
            low.append(number & 0x7F)
        return bytes(low)

    return varint(field << 3 | 2) + varint(len(data)) + data


def write_events(name, frame):
    """The message in the events that carry one (server/bus/event_fields.h)."""
    reply = nested(1, nested(1, b"gateway") + nested(2, b"connection"))
    batch = reply + nested(2, b"ann") + nested(4, b"dm:ann:bob") + nested(5, frame)
    users = nested(1, b"ann") + nested(1, b"bob")
    entry = nested(2, nested(2, frame))
    write("event", name + " new", nested(1, b"dm:ann:bob") + nested(16, batch))
    write("event", name + " send", nested(17, nested(1, batch) + nested(2, users)))
    write("event", name + " live", nested(26, nested(1, b"dm:ann:bob") + entry + nested(3, users)))


def main():
    shutil.rmtree(HERE / "corpus", ignore_errors=True)
    for file in ("frames.json", "own_frames.json"):
        for entry in json.loads((GOLDEN / file).read_text(encoding="utf-8")):
            name = entry["name"]
            if entry["form"] == "text":
                write("text", name, entry["frame"].encode())
            else:
                frame = bytes.fromhex(entry["frame_hex"])
                write("binary", name, frame)
                if file == "frames.json":
                    write("base64", name, base64.b64encode(frame))
                    write_events(name, frame)
            if file == "frames.json" and "text_out" in entry:
                write("text", name + " out", entry["text_out"].encode())
            if file == "frames.json" and "binary_out_hex" in entry:
                write("binary", name + " out", bytes.fromhex(entry["binary_out_hex"]))
    for name, body in NOTICES.items():
        write("frames", name, json.dumps(body).encode())
    for name, (header, signature) in TOKENS.items():
        parts = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, CLAIMS)]
        write("jwt", name, ".".join([*parts, signature]).encode())
    for name, keys in KEYS.items():
        write("jwt", name, keys)


if __name__ == "__main__":
    main()
