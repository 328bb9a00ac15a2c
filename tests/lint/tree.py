# SPDX-License-Identifier: MIT
"""The project's own files, as every lint sees them: tracked or new, never ignored, never built."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = (".h", ".cpp")


def files(root, *suffixes):
    """Paths relative to root, with "/" between the names, in order."""
    found = _from_git(root) or _from_disk(root)
    return sorted(name for name in found if name.endswith(suffixes) and (root / name).is_file())


def _from_git(root):
    if not (root / ".git").exists():
        return []
    listing = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    answer = subprocess.run(listing, capture_output=True, check=False)
    return set(answer.stdout.decode().split("\0")) - {""} if answer.returncode == 0 else []


def _from_disk(root):
    found = []
    for folder, children, names in os.walk(root):
        children[:] = [child for child in children if child != "build" and not child.startswith(".")]
        found += [(Path(folder) / name).relative_to(root).as_posix() for name in names]
    return found


def read(root, name):
    return (root / name).read_text(encoding="utf-8", errors="replace")


def rows(text):
    """The lines of a data file of ours that are neither empty nor comments, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if line:
            yield number, line


def report(name, problems):
    """Prints the findings; the exit code says whether there were any."""
    for problem in problems:
        print(problem)
    print(f"{name}: {len(problems)} found" if problems else f"{name}: clean")
    sys.exit(1 if problems else 0)
