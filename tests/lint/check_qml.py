#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""qmllint on every screen and part, less what Qt 6.4's qmllint gets wrong: check_qml.py BUILD_DIR

It needs the built modules (their qmldir and types). qmllint's own exit code is no gate: it warns of things that are right.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tree

PROGRAM = "/usr/lib/qt6/bin/qmllint"
WRONG = [
    re.compile(r'Property "callLater" is a QJSValue property'),  # a function of Qt's own
    re.compile(r"QAbstractItemModel was not found"),  # the base of every C++ list model
    re.compile(r'Property "\w+" not found on type "(QObject|QQuickItem|QVariantList|QQmlApplication)"'),  # what a Loader holds
    re.compile(r'No type found for property "(document|linkColor)"'),  # C++ types of a static module
    re.compile(r'Type "?\w*Model\*?"? .*not resolved|Type \w+ is used but it is not resolved'),  # and so its users
]


def is_own_id(text, warning):
    """6.4 calls an id of the same file unqualified inside an inline component, and some enumerations everywhere."""
    if warning["message"] != "Unqualified access":
        return False
    line = text.splitlines()[warning["line"] - 1]
    name = re.match(r"\w+", line[warning["column"] - 1 :])
    if name and name.group() == "StandardKey":
        return True
    return bool(name) and re.search(rf"^\s*(?:\w+\s*\{{\s*)?id:\s*{name.group()}\b", text, re.M) is not None


def parse(output):
    """(file, line, message) of each warning in qmllint's JSON."""
    for file in json.loads(output)["files"]:
        text = Path(file["filename"]).read_text(encoding="utf-8")
        for warning in file["warnings"]:
            excused = is_own_id(text, warning) or any(wrong.search(warning["message"]) for wrong in WRONG)
            if not excused:
                yield file["filename"], warning.get("line", 0), warning["message"]


def lint(files, build):
    resources = [option for name in sorted(build.glob("qml/*/.rcc/*.qrc")) for option in ("--resource", str(name))]
    paths = [option for folder in (build / "qml", *Path("/usr/lib").glob("*/qt6/qml")) for option in ("-I", str(folder))]
    options = ["--bare", *paths, *resources, "--deferred-property-id", "disable", "--json", "-"]
    answer = subprocess.run([PROGRAM, *options, *files], capture_output=True, text=True, check=False)
    return parse(answer.stdout)


def check(root, build):
    if not shutil.which(PROGRAM):
        return [f"{PROGRAM} is not installed"]
    rooms = {}
    for name in tree.files(root, ".qml"):
        if name.startswith("qml/"):
            rooms.setdefault(Path(name).parent, []).append(str(root / name))
    return [
        f"{Path(file).relative_to(root)}:{line}: {message}"
        for files in rooms.values()
        for file, line, message in lint(files, build)
    ]


if __name__ == "__main__":
    tree.report("qml", check(tree.ROOT, Path(sys.argv[1]).resolve()))
