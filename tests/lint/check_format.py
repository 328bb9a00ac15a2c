#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""clang-format on all C++, and what it does not see: SPDX lines, #pragma once, ends of lines and of files."""

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import tree

SPDX = "SPDX-License-Identifier: MIT"
TEXT = (".h", ".cpp", ".qml", ".py", ".sh", ".txt", ".cmake", ".md", ".json", ".yaml", ".yml", ".sql", ".js", ".proto")
LICENSED = (".h", ".cpp", ".qml", ".py", ".sh", ".js")
UNTOUCHED = ("tests/golden/", "tests/fuzz/corpus/")  # bytes as they were on the wire
LONGEST = 400
LONGEST_TEST = 600


def check_text(name, text):
    if not text:
        return
    lines = text.split("\n")
    if lines[-1] != "" or (len(lines) > 1 and lines[-2] == ""):
        yield f"{name}: ends without, or with more than, one line feed"
    if not name.endswith(".md"):
        yield from (f"{name}:{i}: blanks at the line's end" for i, line in enumerate(lines, 1) if line != line.rstrip())
    if not name.startswith("Makefile"):
        yield from (f"{name}:{i}: a tab" for i, line in enumerate(lines, 1) if "\t" in line)
    if "\r" in text:
        yield f"{name}: carriage returns"


def check_code(name, text):
    lines = text.split("\n")
    if not any(SPDX in line for line in lines[:2]):
        yield f"{name}: does not begin with {SPDX}"
    if name.endswith(".h") and "#pragma once" not in lines[:3]:
        yield f"{name}: #pragma once does not follow the SPDX line"
    longest = LONGEST_TEST if name.startswith("tests/") else LONGEST
    if name.endswith((".h", ".cpp", ".qml")) and len(lines) > longest + 1:
        yield f"{name}: {len(lines)} lines; look for the second room inside"


def check_script(root, name):
    answer = subprocess.run(["sh", "-n", name], cwd=root, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        yield f"{name}: {answer.stderr.strip()}"


def clang_format(root, names, program):
    answer = subprocess.run([program, "--dry-run", "--Werror", *names], cwd=root, capture_output=True, text=True, check=False)
    found = {line.split(":")[0] for line in answer.stderr.splitlines() if ": error:" in line}
    if answer.returncode != 0 and not found:
        return [f"{program}: {answer.stderr.strip()}"]
    return [f"{name}: not as {program} writes it ({program} -i {name})" for name in sorted(found)]


def check(root, program="clang-format-19"):
    problems = []
    for name in tree.files(root, *TEXT):
        if name.startswith(UNTOUCHED):
            continue
        text = tree.read(root, name)
        problems += check_text(name, text)
        if name.endswith(LICENSED):
            problems += check_code(name, text)
        if name.endswith(".sh"):
            problems += check_script(root, name)
    if not shutil.which(program):
        return problems + [f"{program} is not installed"]
    code = tree.files(root, *tree.CODE)
    slices = [code[i : i + 16] for i in range(0, len(code), 16)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(lambda names: clang_format(root, names, program), slices):
            problems += found
    return problems


if __name__ == "__main__":
    tree.report("format", check(tree.ROOT))
