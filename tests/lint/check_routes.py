#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The routes that the server hangs up and the paths of docs/openapi.yaml are the same.

A route is a line `add("GET", "/groups/{id}", ...)`, the same with `hang`, or `addWebSocket("/wss", ...)` under server/. The names of
parameters and a slash at the end do not matter. Routes of the operations listener are not public, so they are not there:
docs/operations.md names them, as `GET /metrics`.
"""

import re

import tree

PAGE = "docs/openapi.yaml"
OPERATIONS_PAGE = "docs/operations.md"
OPERATIONS = ("/ready", "/metrics", "/admin/")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
ROUTE = re.compile(r'\b(?:add|hang)\(\s*"([A-Z]+|\*)",\s*"(/[^"]*)"')
SOCKET = re.compile(r'\baddWebSocket\(\s*"(/[^"]*)"')


def plain(path):
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("/")) or "/"


def code_routes(root):
    routes = {}
    for name in tree.files(root, *tree.CODE):
        if name.startswith("server/"):
            text = tree.read(root, name)
            routes.update({(method, plain(path)): name for method, path in ROUTE.findall(text)})
            routes.update({("GET", plain(path)): name for path in SOCKET.findall(text)})
    return routes


def page_routes(text):
    """The page is written by hand in one shape: paths at two blanks, methods at four."""
    path = None
    for line in text.split("\npaths:\n", 1)[-1].split("\ncomponents:", 1)[0].splitlines():
        if match := re.match(r"  (/\S*):$", line):
            path = plain(match.group(1))
        elif (match := re.match(r"    (\w+):$", line)) and match.group(1).upper() in METHODS:
            yield match.group(1).upper(), path


def operations_routes(root):
    if not (root / OPERATIONS_PAGE).exists():
        return set()
    named = re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`? ]*)", tree.read(root, OPERATIONS_PAGE))
    return {(method, plain(path)) for method, path in named}


def check(root):
    code, page = code_routes(root), set(page_routes(tree.read(root, PAGE)))
    operations = operations_routes(root)
    if not code:
        return ["server: no routes were found"]
    any_method = {path for method, path in code if method == "*"}
    problems = []
    for (method, path), name in sorted(code.items()):
        if path.startswith(OPERATIONS):
            if (method, path) not in operations:
                problems.append(f"{OPERATIONS_PAGE}: {method} {path} of {name} is missing")
            continue
        known = any(path == p for _, p in page) if method == "*" else (method, path) in page
        if not known:
            problems.append(f"{PAGE}: {method} {path} of {name} is missing")
    problems += [
        f"{PAGE}: {method} {path} is not served"
        for method, path in sorted(page)
        if (method, path) not in code and path not in any_method
    ]
    problems += [
        f"{OPERATIONS_PAGE}: {method} {path} is not served"
        for method, path in sorted(operations)
        if (method, path) not in code and path.startswith(OPERATIONS)
    ]
    return problems


if __name__ == "__main__":
    tree.report("routes", check(tree.ROOT))
