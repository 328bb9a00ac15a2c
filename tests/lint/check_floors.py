#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads every #include and QML import against tests/lint/floors.txt (docs/style.md, Floors)."""

import posixpath
import re
from collections import namedtuple

import tree

Rules = namedtuple("Rules", "rooms libraries modules")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
IMPORT = re.compile(r"^\s*import\s+([A-Z][\w.]*)", re.M)
PLUGIN = re.compile(r"Q_IMPORT_(?:QML_)?PLUGIN")


def parse_rules(text):
    rules = Rules({}, {}, {})
    kinds = {"room": rules.rooms, "library": rules.libraries, "module": rules.modules}
    for number, line in tree.rows(text):
        head, colon, tail = line.partition(":")
        words = head.split()
        if not colon or len(words) != 2 or words[0] not in kinds:
            raise ValueError(f"floors.txt:{number}: expected 'room|library|module NAME: ...'")
        kinds[words[0]][words[1]] = tail.split()
    return rules


def pattern(glob):
    """A folder pattern as a regular expression: `*` is one name, `/**` the folder itself and all below."""
    expression = re.escape(glob).replace(r"/\*\*", r"(?:/.*)?").replace(r"\*", r"[^/]+")
    return re.compile(expression + r"\Z")


def fits(folder, globs):
    return any(pattern(glob).match(folder) for glob in globs)


def room_of(folder, rules):
    matching = [glob for glob in rules.rooms if pattern(glob).match(folder)]
    return max(matching, key=lambda glob: (glob.count("/"), "*" not in glob, len(glob)), default=None)


def is_visible(folder, target, room, rules):
    own = target == folder or (room.endswith("/**") and pattern(room).match(target))
    return own or fits(target, rules.rooms[room])


def check_code(root, name, room, rules):
    folder = posixpath.dirname(name)
    for mark, target in INCLUDE.findall(tree.read(root, name)):
        if mark == '"':
            there = posixpath.dirname(target)
            if not there or ".." in target:
                if not target.endswith(".moc"):
                    yield f'{name}: "{target}" is not written from the repository root'
            elif not is_visible(folder, there, room, rules):
                yield f'{name}: the room {room} may not include "{target}"'
        else:
            prefix = max((p for p in rules.libraries if target.startswith(p)), key=len, default=None)
            if prefix == "Q" and not re.match(r"Q[A-Z]|Qt[A-Z]", target):
                prefix = None
            if prefix is not None and not fits(folder, rules.libraries[prefix]):
                yield f"{name}: <{target}> comes in only by {' '.join(rules.libraries[prefix])}"


def check_qml(root, name, room, rules):
    folder = posixpath.dirname(name)
    for module in IMPORT.findall(tree.read(root, name)):
        target = rules.modules.get(module)
        if target is None:
            if module.split(".")[0] in ("Ui", "Client"):
                yield f"{name}: the module {module} is not in floors.txt"
        elif not is_visible(folder, target[0], room, rules):
            yield f"{name}: the room {room} may not import {module}"


def check(root):
    rules = parse_rules(tree.read(root, "tests/lint/floors.txt"))
    problems = []
    for name in tree.files(root, *tree.CODE, ".qml"):
        if name.startswith("tests/lint/"):
            continue
        room = room_of(posixpath.dirname(name), rules)
        if room is None:
            problems.append(f"{name}: its folder has no room in tests/lint/floors.txt")
            continue
        look = check_qml if name.endswith(".qml") else check_code
        problems += look(root, name, room, rules)
    return problems


if __name__ == "__main__":
    tree.report("floors", check(tree.ROOT))
