# SPDX-License-Identifier: MIT
"""Reads a systemd unit as systemd does, as far as ours need it: sections, repeated keys, empty values that reset."""

from collections import defaultdict


class UnitFile:
    def __init__(self, path):
        self.values = defaultdict(list)
        section = ""
        for line in path.read_text().splitlines():
            line = line.strip()
            if not line or line[0] in "#;":
                continue
            if line.startswith("["):
                section = line.strip("[]")
                continue
            key, _, value = line.partition("=")
            if value:
                self.values[section, key].append(value)
            else:
                self.values[section, key] = []

    def all(self, key, section="Service"):
        return self.values.get((section, key), [])

    def one(self, key, default="", section="Service"):
        return (self.all(key, section) or [default])[-1]

    def keys(self, section="Service"):
        return {key for there, key in self.values if there == section}


def environment_file(path):
    """NAME=VALUE lines."""
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and line[0] not in "#;")
