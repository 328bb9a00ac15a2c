#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Python's `websockets`, a client that nobody here wrote, against the real binary: python_websockets_test.py BAITHAKD"""

import asyncio
import json
import sys
import unittest

import websockets
import wire
from server import Server

BINARY = None
DEADLINE = 15


def text_message(id, to, text, **head):
    head = {"type": "INDIVIDUAL", "to": to, "contentType": "text", "action": "message", **head}
    return json.dumps({"_v": 2.1, "id": id, "head": head, "body": {"text": text}})


def text_confirmation(id):
    return json.dumps({"_v": 2.1, "id": id, "head": {"to": "server", "contentType": "CLIENT_ACK"}, "body": {}})


async def receive(socket):
    """The next frame, as a dict in either form; receipts, which come when they come, are passed over."""
    while True:
        frame = await asyncio.wait_for(socket.recv(), DEADLINE)
        message = wire.decode(frame) if isinstance(frame, bytes) else json.loads(frame)
        if not is_receipt(message):
            return message


def is_receipt(message):
    return message.get("meta", message.get("head", {})).get("action") == "receipt"


async def settled(socket):
    """Everything that the server has written up to its answer to a ping, apart from that answer and receipts."""
    await socket.send("ping")
    frames = []
    while True:
        frame = await asyncio.wait_for(socket.recv(), DEADLINE)
        if frame == "pong":
            return frames
        message = wire.decode(frame) if isinstance(frame, bytes) else json.loads(frame)
        if not is_receipt(message):
            frames.append(message)


class PythonWebsockets(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(BINARY))
        cls.counter = 0

    def name(self, base):
        """A user of this test's own: the tests share one server."""
        return f"{base}-{self._testMethodName[-12:]}"

    def open(self, headers, query):
        return websockets.connect(self.server.socket(query), extra_headers=headers, open_timeout=DEADLINE)

    async def test_text_and_binary_reach_each_other_with_acks(self):
        ann, bob = self.name("ann"), self.name("bob")
        ann_key, bob_key = self.server.sign_in(ann), self.server.sign_in(bob)
        async with self.open(ann_key, "ack=true") as anns, self.open(bob_key, "ack=true&format=binary&confirm=true") as bobs:
            await anns.send(text_message("m-1", bob, "Hello", mood="bright"))
            ack = await receive(anns)
            self.assertEqual((ack["id"], ack["type"], ack["from"], ack["to"]), ("m-1", "SERVER_ACK", "server", ann))
            self.assertEqual(ack["head"]["seq"], "1")

            got = await receive(bobs)
            self.assertEqual((got["id"], got["source"], got["destination"]), ("m-1", ann, bob))
            self.assertEqual(json.loads(got["content"]), {"text": "Hello"})
            self.assertEqual((got["meta"]["mood"], got["meta"]["seq"], got["meta"]["conv"]), ("bright", "1", f"dm:{ann}:{bob}"))
            self.assertTrue(got["serverId"])
            await bobs.send(wire.encode("m-1", "server", type=wire.CLIENT_ACK))

            await bobs.send(wire.encode("m-2", ann, b'{"text":"Hello yourself"}', timestamp=1700000000000, meta={"action": "message"}))
            ack = await receive(bobs)
            self.assertEqual((ack["id"], ack["type"], ack["source"], ack["destination"]), ("m-2", wire.SERVER_ACK, "server", bob))
            got = await receive(anns)
            self.assertEqual((got["_v"], got["id"], got["from"], got["text"]), (2.1, "m-2", bob, "Hello yourself"))
            self.assertEqual((got["head"]["type"], got["body"]), ("INDIVIDUAL", {"text": "Hello yourself"}))
            await anns.send(text_confirmation("m-2"))

            await bobs.send(wire.encode("m-3", ann, b"\x00\xff not JSON"))
            await receive(bobs)
            got = await receive(anns)
            self.assertEqual((got["body"], got["text"]), ({}, "[unknown]"))

    async def test_what_came_in_absence_comes_on_return_once_and_in_order(self):
        ann, bob = self.name("ann"), self.name("bob")
        ann_key, bob_key = self.server.sign_in(ann), self.server.sign_in(bob, "phone")
        async with self.open(ann_key, "ack=true") as anns:
            async with self.open(bob_key, "format=binary&confirm=true") as bobs:
                await anns.send(text_message("m-0", bob, "seen"))
                await receive(anns)
                self.assertEqual((await receive(bobs))["id"], "m-0")
                await bobs.send(wire.encode("m-0", "server", type=wire.CLIENT_ACK))
                await settled(bobs)
            for i in range(1, 6):
                await anns.send(text_message(f"m-{i}", bob, f"number {i}"))
            self.assertEqual([(await receive(anns))["id"] for _ in range(5)], [f"m-{i}" for i in range(1, 6)])
            await anns.send(text_message("m-3", bob, "number 3"))
            self.assertEqual((await receive(anns))["id"], "m-3")

            async with self.open(bob_key, "format=binary&confirm=true") as bobs:
                got = [await receive(bobs) for _ in range(5)]
                self.assertEqual([message["meta"]["seq"] for message in got], ["2", "3", "4", "5", "6"])
                self.assertEqual([message["id"] for message in got], [f"m-{i}" for i in range(1, 6)])
                for message in got:
                    await bobs.send(wire.encode(message["id"], "server", type=wire.CLIENT_ACK))
                self.assertEqual(await settled(bobs), [])
            async with self.open(bob_key, "format=binary&confirm=true") as bobs:
                self.assertEqual(await settled(bobs), [])

    async def test_groups_and_ephemeral_messages(self):
        ann, bob, cleo = self.name("ann"), self.name("bob"), self.name("cleo")
        ann_key, bob_key = self.server.sign_in(ann), self.server.sign_in(bob)
        self.server.sign_in(cleo)
        async with self.open(ann_key, "ack=true") as anns, self.open(bob_key, "format=binary&ack=true&confirm=true") as bobs:
            status, answer = self.server.call("POST", "/v1.0/groups/", {"name": "Tea", "members": [bob], "profilePic": None}, ann_key)
            self.assertIn(status, (200, 201), answer)
            group = answer["groupId"]
            notice = await receive(bobs)
            self.assertEqual((notice["type"], notice["destination"], notice["meta"]["action"]), (wire.NOTIFICATION, group, "add"))
            await receive(anns)

            await anns.send(text_message("g-1", group, "Tea?", type="GROUP"))
            self.assertEqual((await receive(anns))["id"], "g-1")
            got = await receive(bobs)
            self.assertEqual((got["id"], got["channel"], got["destination"], got["source"]), ("g-1", wire.GROUP, group, ann))

            await anns.send(text_message("e-1", bob, "", contentType="NOTIFICATION", action="typing", ephemeral=True))
            got = await receive(bobs)
            self.assertEqual((got["id"], got["ephemeral"], got["meta"].get("seq")), ("e-1", 1, None))

    async def test_misuse_is_answered_and_the_connection_lives(self):
        ann, bob = self.name("ann"), self.name("bob")
        ann_key, bob_key = self.server.sign_in(ann), self.server.sign_in(bob)
        async with self.open(ann_key, "ack=true") as anns, self.open(bob_key, "format=binary") as bobs:
            await anns.send('{"_v":2.1,"id":"broken"')
            error = await receive(anns)
            self.assertEqual((error["head"]["action"], error["body"]["code"]), ("error", "malformed"))
            await anns.send(text_message("m-1", "nobody-at-all", "Hello?"))
            error = await receive(anns)
            self.assertEqual((error["body"]["code"], error["body"]["id"]), ("unknown-destination", "m-1"))
            await anns.send(text_message("m-2", bob, "still here", **{"from": "mallory"}))
            self.assertEqual((await receive(anns))["id"], "m-2")
            self.assertEqual((await receive(bobs))["source"], ann)

    async def test_a_wrong_key_is_refused_at_the_handshake(self):
        key = self.server.sign_in(self.name("ann"))
        with self.assertRaises(websockets.InvalidStatusCode) as refusal:
            await self.open({**key, "accesskey": "wrong"}, "ack=true")
        self.assertEqual(refusal.exception.status_code, 401)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)
