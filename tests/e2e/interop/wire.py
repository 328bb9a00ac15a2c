# SPDX-License-Identifier: MIT
"""The v3 form (docs/protocol.md, A1) written from the page alone, in Python."""

import struct

SERVER_ACK, CLIENT_ACK, MESSAGE, NOTIFICATION = 0, 1, 2, 3
INDIVIDUAL, GROUP = 1, 2
NUMBERS = {3: "type", 4: "channel", 5: "ephemeral", 9: "timestamp", 21: "serverTimestamp"}
TEXTS = {2: "id", 6: "source", 7: "destination", 20: "serverId"}


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value) if value else b""


def block(field, value):
    data = value if isinstance(value, bytes) else value.encode()
    return varint(field << 3 | 2) + varint(len(data)) + data


def encode(id, destination, content=b"", type=MESSAGE, channel=INDIVIDUAL, ephemeral=False, timestamp=0, meta=None):
    frame = varint(1 << 3 | 5) + struct.pack("<f", 3.0) + block(2, id) + number(3, type) + number(4, channel)
    frame += number(5, int(ephemeral)) + block(7, destination) + block(8, content) + number(9, timestamp)
    for key, value in (meta or {}).items():
        frame += block(10, block(1, key) + block(2, value))
    return frame


def fields(data):
    """(field number, value) of each field; numbers as int, the rest as bytes."""
    at = 0

    def read_varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    while at < len(data):
        key = read_varint()
        if key & 7 == 0:
            yield key >> 3, read_varint()
            continue
        length = {1: 8, 5: 4}[key & 7] if key & 7 != 2 else read_varint()
        assert at + length <= len(data), "truncated"
        yield key >> 3, data[at : at + length]
        at += length


def decode(data):
    message = {"type": 0, "channel": 0, "ephemeral": 0, "content": b"", "meta": {}}
    for field, value in fields(data):
        if field in NUMBERS:
            message[NUMBERS[field]] = value
        elif field in TEXTS:
            message[TEXTS[field]] = value.decode()
        elif field == 8:
            message["content"] = value
        elif field == 10:
            entry = dict(fields(value))
            message["meta"][entry.get(1, b"").decode()] = entry.get(2, b"").decode()
    return message
