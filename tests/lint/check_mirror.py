#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source of shared, server and app has its test at the mirrored path, every page of qml its tst_ file.

`server/roles/router/routing.cpp` is tested by `tests/server/roles/router/routing_test.cpp`, `qml/Chat/Composer.qml` by
`tests/qml/Chat/tst_Composer.qml`. What is tested elsewhere stands in mirror.txt with the reason.
"""

import posixpath

import tree
from check_floors import pattern

ROOTS = ("shared/", "server/", "app/")


def mirror_of(name):
    folder, base = posixpath.split(name)
    stem = posixpath.splitext(base)[0]
    if name.endswith(".qml"):
        return f"tests/{folder}/tst_{stem}.qml"
    return f"tests/{folder}/{stem}_test.cpp"


def sources(root):
    code = [name for name in tree.files(root, ".cpp") if name.startswith(ROOTS)]
    return code + [name for name in tree.files(root, "Page.qml") if name.startswith("qml/")]


def exceptions(root):
    for number, line in tree.rows(tree.read(root, "tests/lint/mirror.txt").replace("#", "\n#")):
        path, _, reason = line.partition(":")
        yield number, path.strip(), reason.strip()


def check(root):
    problems = []
    bare = {name for name in sources(root) if not (root / mirror_of(name)).is_file()}
    excused = set()
    for number, path, reason in exceptions(root):
        hits = {name for name in bare if pattern(path).match(name)}
        if not reason:
            problems.append(f"tests/lint/mirror.txt:{number}: {path} has no reason")
        if not hits:
            problems.append(f"tests/lint/mirror.txt:{number}: {path} needs no exception any more")
        excused |= hits
    problems += [f"{name}: no {mirror_of(name)}" for name in sorted(bare - excused)]
    return problems


if __name__ == "__main__":
    tree.report("mirror", check(tree.ROOT))
