#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a service as its unit confines it, where no systemd runs: confine.py UNIT. User, directories, a read-only system,
no capabilities, the system call filter, no memory both writable and executable. As root, in a mount namespace of its own.
What a test of ours cannot see (namespaces of users, devices, /proc) is left to systemd."""

import ctypes
import ctypes.util
import os
import pwd
import resource
import socket
import subprocess
import sys
from pathlib import Path

from unit_file import UnitFile, environment_file

STATE = "/var/lib"
ALLOW = 0x7FFF0000
ERRNO_EPERM = 0x00050000 | 1
EQUAL = 4
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, PR_SET_MDWE = 38, 24, 65


class Comparison(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("how", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def specified(text):
    return text.replace("%S", STATE)


def expanded(group):
    """The calls of @group, and those of the groups in it, as this machine's systemd has them."""
    text = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            yield from expanded(word)
        elif word and not word.startswith("#"):
            yield word


def allowed_calls(unit):
    allowed = set()
    for line in unit.all("SystemCallFilter"):
        calls = {call for group in line.lstrip("~").split() for call in expanded(group)}
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    return allowed


def filter_calls(calls, families):
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"))
    library.seccomp_init.restype = ctypes.c_void_p
    filter = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(ERRNO_EPERM)))
    for call in calls - {"socket"}:
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:
            library.seccomp_rule_add_array(filter, ctypes.c_uint32(ALLOW), number, 0, None)
    for family in families:
        rule = Comparison(0, EQUAL, getattr(socket, family), 0)
        number = library.seccomp_syscall_resolve_name(b"socket")
        library.seccomp_rule_add_array(filter, ctypes.c_uint32(ALLOW), number, 1, ctypes.byref(rule))
    assert library.seccomp_load(filter) == 0, "the filter was not taken"


def make_state_directories(unit, user):
    for name in unit.one("StateDirectory").split():
        path = Path(STATE, name)
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(int(unit.one("StateDirectoryMode"), 8))
        os.chown(path, user.pw_uid, user.pw_gid)


def make_the_rest_read_only(unit):
    kept = Path(STATE, unit.one("StateDirectory").split()[0])
    for command in (["mount", "--bind", kept, kept], ["mount", "-o", "remount,bind,ro", "/"]):
        subprocess.run(list(map(str, command)), check=True)


def environment(unit):
    there = {"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": os.environ["NOTIFY_SOCKET"]}
    for line in unit.all("Environment"):
        there.update([specified(line).split("=", 1)])
    for name in unit.all("EnvironmentFile"):
        path = Path(name.lstrip("-"))
        if path.exists() or not name.startswith("-"):
            there.update(environment_file(path))
    return there


def give_up_privileges(unit, user):
    libc = ctypes.CDLL(None)
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.umask(int(unit.one("UMask"), 8))
    if unit.one("NoNewPrivileges") == "yes":
        assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    if unit.one("MemoryDenyWriteExecute") == "yes":
        libc.prctl(PR_SET_MDWE, 1, 0, 0, 0)  # older kernels have none


def main(unit):
    user = pwd.getpwnam(unit.one("User"))
    calls = allowed_calls(unit)
    there = environment(unit)
    command = unit.one("ExecStart").split()
    make_state_directories(unit, user)
    make_the_rest_read_only(unit)
    hard = min(int(unit.one("LimitNOFILE")), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    give_up_privileges(unit, user)
    filter_calls(calls, unit.one("RestrictAddressFamilies").split())
    os.execve(command[0], command, there)


if __name__ == "__main__":
    main(UnitFile(Path(sys.argv[1])))
