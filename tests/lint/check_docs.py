#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Links between the project's own pages lead somewhere, and so do the files that pages name in `code`."""

import posixpath
import re

import tree

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
STYLE = "docs/style.md"  # names of files there are examples, some from other projects
NAMED = re.compile(r"`((?:shared|server|app|qml|tests|packaging|docs|resources)/[\w./-]+\.\w+)`")


def anchors(text):
    """GitHub's anchors of a page's headings."""
    for heading in re.findall(r"^#+\s+(.*)$", text, re.M):
        yield re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def check_page(root, name, text):
    prose = FENCE.sub("", text)
    for target in LINK.findall(prose):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        if not (root / there).exists():
            yield f"{name}: the link {target} leads nowhere"
        elif anchor and there.endswith(".md") and anchor not in anchors(tree.read(root, there)):
            yield f"{name}: {target}: no such heading"
    for path in NAMED.findall(prose) if name != STYLE else []:
        if "NNNN" not in path and not (root / path).exists():
            yield f"{name}: {path} does not exist"


def check(root):
    return [problem for name in tree.files(root, ".md") for problem in check_page(root, name, tree.read(root, name))]


if __name__ == "__main__":
    tree.report("docs", check(tree.ROOT))
