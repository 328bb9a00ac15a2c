#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An option exists in the code, in the example file and in docs/operations.md, or in none of them.

The code's list is the table in server/runtime/config_table.cpp; the page's list is the first column of the table under
"Configuration". What says how to start, not how to serve, needs no example: FLAGS_ONLY.
"""

import json
import re

import tree

CODE = "server/runtime/config_table.cpp"
EXAMPLE = "packaging/config/baithakd.json.example"
PAGE = "docs/operations.md"
# Flags that say how to start, not how to serve: the file cannot hold them.
FLAGS_ONLY = {"child", "config", "help", "version"}
ROW = re.compile(r'\bConfigEntry\s*\{\s*\{\s*"([a-z][a-z0-9-]*)"')
CELL = re.compile(r"^\| *`(?:--)?([a-z][a-z0-9-]*)`", re.M)


def page_options(text):
    section = re.search(r"^## Configuration$(.*?)(?=^## |\Z)", text, re.M | re.S)
    return set(CELL.findall(section.group(1))) if section else set()


def check(root):
    code = set(ROW.findall(tree.read(root, CODE)))
    if not code:
        return [f"{CODE}: the table of options was not found"]
    found = {
        CODE: code - FLAGS_ONLY,
        EXAMPLE: set(json.loads(tree.read(root, EXAMPLE))) - FLAGS_ONLY,
        PAGE: page_options(tree.read(root, PAGE)) - FLAGS_ONLY,
    }
    every = set().union(*found.values())
    return [f"{name}: not in {place}" for place, names in found.items() for name in sorted(every - names)]


if __name__ == "__main__":
    tree.report("options", check(tree.ROOT))
