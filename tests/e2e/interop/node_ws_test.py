#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Gives node_ws_test.js a server, then lets Node and Python talk to each other: node_ws_test.py BAITHAKD NODE"""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import websockets
import wire
from server import Server

SCRIPT = str(Path(__file__).with_name("node_ws_test.js"))
ENVIRONMENT = {**os.environ, "NODE_PATH": "/usr/share/nodejs", "NODE_NO_WARNINGS": "1"}
DEADLINE = 15


async def talk_to_node(server, node):
    """Python speaks v3 to Node, which answers in v2.1."""
    key = server.sign_in("node-echo")
    arguments = [node, SCRIPT, str(server.port), "echo", "node-echo", key["accesskey"]]
    echo = subprocess.Popen(arguments, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    try:
        assert echo.stdout.readline() == "listening\n"
        query = server.socket("ack=true&format=binary&confirm=true")
        async with websockets.connect(query, extra_headers=server.sign_in("python")) as socket:
            for i in range(20):
                await socket.send(wire.encode(f"p-{i}", "node-echo", json.dumps({"text": f"line {i}"}).encode()))
            acks, answers = [], []
            while len(answers) < 20:
                message = wire.decode(await asyncio.wait_for(socket.recv(), DEADLINE))
                if message["type"] == wire.SERVER_ACK:
                    acks.append(message["id"])
                else:
                    answers.append(json.loads(message["content"])["text"])
                    await socket.send(wire.encode(message["id"], "server", type=wire.CLIENT_ACK))
            assert acks == [f"p-{i}" for i in range(20)], acks
            assert answers == [f"line {i}, says Node" for i in range(20)], answers
    finally:
        echo.kill()
        echo.wait()
        echo.stdout.close()
    print("ok      Python (v3) and Node (v2.1) talk to each other")


def main():
    binary, node = sys.argv[1:]
    with Server(binary) as server:
        code = subprocess.run([node, SCRIPT, str(server.port)], env=ENVIRONMENT, check=False).returncode
        asyncio.run(talk_to_node(server, node))
    sys.exit(code)


if __name__ == "__main__":
    main()
