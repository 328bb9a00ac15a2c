// SPDX-License-Identifier: MIT
'use strict';

// The v3 form (docs/protocol.md, A1) written from the page alone, in JavaScript.

const kTypes = { serverAck: 0, clientAck: 1, message: 2, notification: 3 };

function varint(value) {
    const bytes = [];
    let rest = BigInt(value);
    while (rest > 127n) {
        bytes.push(Number(rest & 127n) | 128);
        rest >>= 7n;
    }
    bytes.push(Number(rest));
    return Buffer.from(bytes);
}

const number = (field, value) => (value ? Buffer.concat([varint(field << 3), varint(value)]) : Buffer.alloc(0));

function block(field, value) {
    const data = Buffer.from(value);
    return Buffer.concat([varint((field << 3) | 2), varint(data.length), data]);
}

function encode({ id, destination, content = '', type = kTypes.message, channel = 1, ephemeral = false, meta = {} }) {
    const version = Buffer.from([0x0d, 0, 0, 0x40, 0x40]); // the float 3.0
    const parts = [version, block(2, id), number(3, type), number(4, channel), number(5, ephemeral ? 1 : 0)];
    parts.push(block(7, destination), block(8, content), number(9, Date.now()));
    for (const [key, value] of Object.entries(meta)) {
        parts.push(block(10, Buffer.concat([block(1, key), block(2, value)])));
    }
    return Buffer.concat(parts);
}

function* fields(data) {
    let at = 0;
    const readVarint = () => {
        let value = 0n;
        for (let shift = 0n; ; shift += 7n) {
            const byte = data[at++];
            value |= BigInt(byte & 127) << shift;
            if (byte < 128) return value;
        }
    };
    while (at < data.length) {
        const key = Number(readVarint());
        if ((key & 7) === 0) {
            yield [key >> 3, readVarint()];
            continue;
        }
        const length = (key & 7) === 2 ? Number(readVarint()) : (key & 7) === 5 ? 4 : 8;
        yield [key >> 3, data.subarray(at, at + length)];
        at += length;
    }
}

function decode(data) {
    const message = { type: 0, channel: 0, ephemeral: false, content: '', meta: {} };
    for (const [field, value] of fields(data)) {
        if (field === 2) message.id = value.toString();
        if (field === 3) message.type = Number(value);
        if (field === 4) message.channel = Number(value);
        if (field === 5) message.ephemeral = value === 1n;
        if (field === 6) message.source = value.toString();
        if (field === 7) message.destination = value.toString();
        if (field === 8) message.content = value.toString();
        if (field === 20) message.serverId = value.toString();
        if (field === 10) {
            const entry = new Map(fields(value));
            message.meta[entry.get(1).toString()] = (entry.get(2) || '').toString();
        }
    }
    return message;
}

module.exports = { kTypes, encode, decode };
