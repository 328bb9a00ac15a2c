#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The life of the packages: installed by dpkg, started as their unit says, used, upgraded, purged, and nothing is left.
life_test.py FOLDER_OF_DEBS

As root it happens in a copy of this system that is thrown away: an overlay over /, with mounts, processes and network of
its own, so that dpkg is the real one and the real system is not touched. Without root, or where there may be no such
namespaces, the packages are unpacked into a folder and the server runs from there."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEBS = None
NAMESPACES = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc"]
UNIT = "/lib/systemd/system/baithakd.service"
SERVER, OPERATIONS = "http://127.0.0.1:7443", "http://127.0.0.1:7444"
# What dpkg and its triggers write down for themselves.
BOOKS = ("/var/lib/dpkg/", "/var/log/", "/var/cache/", "/var/lib/systemd/", "/etc/ld.so.cache", "/tmp/")


def run(*command, **more):
    answer = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=100,
                            check=False, **more)
    if answer.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {answer.returncode}\n{answer.stdout}")
    return answer.stdout


def call(url, body=None, headers=None):
    """The answer's JSON, or its text."""
    request = urllib.request.Request(url, None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    with urllib.request.urlopen(request, timeout=20) as answer:
        text = answer.read().decode()
    return json.loads(text) if text.startswith(("{", "[")) else text


class ServiceManager:
    """The end of NOTIFY_SOCKET."""

    def __init__(self, path):
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o777)
        self.socket.settimeout(30)

    def next(self):
        return self.socket.recv(4096).decode()


class Service:
    """A started server, and what it says to its service manager. `root`: where `/` is for it."""

    def __init__(self, command, root=Path("/"), folder="tmp"):
        self.folder = Path(tempfile.mkdtemp(dir=root / folder))
        self.folder.chmod(0o755)
        self.manager = ServiceManager(self.folder / "notify")
        self.log = tempfile.TemporaryFile("w+")
        inside = "/" / (self.folder / "notify").relative_to(root)
        self.process = subprocess.Popen(list(map(str, command)), stdout=self.log, stderr=self.log,
                                        env={**os.environ, "NOTIFY_SOCKET": str(inside)})

    def wait_ready(self, test):
        try:
            test.assertEqual(self.manager.next(), "READY=1")
        except TimeoutError:
            self.log.seek(0)
            test.fail(f"not ready:\n{self.log.read()}")

    def stop(self, test):
        self.process.send_signal(signal.SIGTERM)
        test.assertEqual(self.manager.next(), "STOPPING=1")
        test.assertEqual(self.process.wait(40), 0)
        self.manager.socket.close()
        self.log.close()


def sign_in(server, user):
    body = {"username": user, "authToken": "a long password", "notificationToken": ""}
    return {"user": user, "accesskey": call(f"{server}/login", body)["accesskey"]}


def converse(test, server):
    """Two people, and a message from one to the other."""
    for user in ("ann", "bob"):
        call(f"{server}/register", {"username": user, "password": "a long password"})
    message = {"_v": 2.1, "id": "m-1", "head": {"type": "INDIVIDUAL", "to": "bob", "from": "ann", "contentType": "text",
                                               "action": "message"}, "body": {"text": "under one roof"}}
    answer = call(f"{server}/messages?ack=true", [json.dumps(message)], sign_in(server, "ann"))
    test.assertEqual(len(answer["acks"]), 1)
    check_conversation(test, server)


def check_conversation(test, server):
    headers = sign_in(server, "bob")
    conversations = call(f"{server}/conversations", headers=headers)
    test.assertIn("under one roof", json.dumps(conversations))


class Root:
    """The system inside the overlay. `upper` is what differs from the real one."""

    def __init__(self, folder):
        self.upper, self.path = folder / "upper", folder / "root"
        for each in (self.upper, folder / "work", self.path):
            each.mkdir()
        run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={self.upper},workdir={folder / 'work'}", self.path)
        run("mount", "-t", "proc", "proc", self.path / "proc")
        run("mount", "--rbind", "/dev", self.path / "dev")
        # Neither a running systemd nor anything else of the real system is seen from inside.
        run("mount", "-t", "tmpfs", "tmpfs", self.path / "run")
        run("mount", "-t", "tmpfs", "tmpfs", self.path / "tmp")

    def run(self, *command):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        return run("chroot", self.path, *command, env=environment)

    def there(self, name):
        return Path(f"{self.path}{name}")

    def differences(self):
        """Files that differ from the real system's, apart from dpkg's own books."""
        for path in sorted(self.upper.rglob("*")):
            name = "/" + path.relative_to(self.upper).as_posix()
            if not path.is_dir() and not name.startswith(BOOKS):
                yield name


class Life(unittest.TestCase):
    """Inside the namespaces, as root. One story, told in order."""

    def setUp(self):
        folder = DEBS.parent / "life"
        folder.mkdir(exist_ok=True)
        run("mount", "-t", "tmpfs", "tmpfs", folder)
        run("ip", "link", "set", "lo", "up")
        self.root = Root(folder)
        self.debs = self.root.there("/tmp/debs")
        self.debs.mkdir()
        for deb in DEBS.glob("*.deb"):
            shutil.copy(deb, self.debs)
        self.packages = sorted(path.name.split("_")[0] for path in self.debs.iterdir())
        # A machine that has them already starts without, too.
        self.root.run("sh", "-c", f"dpkg --purge {' '.join(self.packages)} 2>&1")
        self.passwd = self.root.there("/etc/passwd").read_text()
        # Rebuilding the index of man pages takes longer than everything here.
        self.root.there("/var/lib/man-db").mkdir(exist_ok=True)
        self.root.there("/var/lib/man-db/auto-update").unlink(missing_ok=True)
        self.before = set(self.root.differences())

    def test_installed_used_upgraded_purged(self):
        self.install()
        self.check_installed()
        service = self.start()
        converse(self, SERVER)
        self.assertTrue(call(f"{OPERATIONS}/ready")["status"])
        self.check_confined(service)
        if "baithakctl" in self.packages:
            # It finds the server in its usual place, and root may read there.
            self.assertIn("ann", self.root.run("baithakctl", "users", "list"))
        service.stop(self)

        self.install()
        service = self.start()
        check_conversation(self, SERVER)
        service.stop(self)

        self.root.run("dpkg", "--remove", *self.packages)
        self.assertTrue(self.root.there("/var/lib/baithak/baithak.db").exists(), "removing is not forgetting")
        self.assertTrue(self.root.there("/etc/baithak/baithakd.json").exists())
        self.root.run("dpkg", "--purge", *self.packages)
        self.check_purged()

    def install(self):
        self.root.run("sh", "-c", "dpkg --install /tmp/debs/*.deb")

    def check_installed(self):
        user = self.root.run("getent", "passwd", "baithak").strip().split(":")
        self.assertEqual(user[5:], ["/var/lib/baithak", "/usr/sbin/nologin"])
        wants = self.root.there("/etc/systemd/system/multi-user.target.wants")
        self.assertEqual([path.name for path in wants.glob("baithak*")], ["baithakd.service"])
        self.assertEqual(self.root.run("dpkg", "--verify", *self.packages), "")
        for package in self.packages:
            version = "--version" if package == "baithak" else "version"
            self.assertRegex(self.root.run(f"/usr/bin/{package}", version), rf"^{package} \d+\.\d+\.\d+\n$")
        units = ["baithakd.service", "baithakd@delivery-1.service", "baithak-cluster.target"]
        said = self.root.run("systemd-analyze", "verify", *units)
        self.assertEqual([line for line in said.splitlines() if "baithak" in line], [])

    def start(self):
        self.root.there("/tmp/test").mkdir(exist_ok=True)
        for name in ("confine.py", "unit_file.py"):
            shutil.copy(HERE / name, self.root.there("/tmp/test"))
        command = ["unshare", "--mount", "--propagation", "private", "chroot", self.root.path, "/usr/bin/python3", "-B",
                   "/tmp/test/confine.py", UNIT]
        service = Service(command, self.root.path, "run")
        service.wait_ready(self)
        return service

    def check_confined(self, service):
        status = Path(f"/proc/{service.process.pid}/status").read_text()
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        self.assertNotEqual(facts["Uid"].split()[0], "0")
        self.assertEqual(int(facts["CapEff"], 16) | int(facts["CapBnd"], 16), 0)
        self.assertEqual((facts["NoNewPrivs"], facts["Seccomp"]), ("1", "2"))
        data = self.root.there("/var/lib/baithak")
        self.assertEqual(data.stat().st_mode & 0o777, 0o700)
        for path in data.iterdir():
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def check_purged(self):
        self.assertEqual(self.root.there("/etc/passwd").read_text(), self.passwd)
        left = [name for name in set(self.root.differences()) - self.before if "baithak" in name]
        self.assertEqual(left, [])
        for name in ("/etc/baithak", "/var/lib/baithak", "/usr/lib/baithak", "/usr/share/doc/baithakd"):
            self.assertFalse(self.root.there(name).exists(), name)
        known = self.root.run("dpkg-query", "--show", "-f", "${Package}\n")
        self.assertEqual([name for name in known.split() if name.startswith("baithak")], [])


class Unpacked(unittest.TestCase):
    """Without root: what is in the packages runs from a folder."""

    def test_runs_and_is_used(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for deb in DEBS.glob("*.deb"):
            run("dpkg-deb", "-x", deb, folder)
        port = free_port()
        command = [folder / "usr/bin/baithakd", "--config", folder / "etc/baithak/baithakd.json", "--listen", f"127.0.0.1:{port}",
                   "--ops-listen", "127.0.0.1:0", "--data-dir", folder / "data"]
        service = Service(command)
        service.wait_ready(self)
        converse(self, f"http://127.0.0.1:{port}")
        service.stop(self)
        shutil.rmtree(service.folder)


def free_port():
    for port in range(20000, 32000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no port is free")


def has_namespaces():
    if os.geteuid() != 0:
        return False
    probe = 'd=$(mktemp -d) && mount -t tmpfs tmpfs "$d" && mkdir "$d/u" "$d/w" "$d/m" && ' \
            'mount -t overlay overlay -o "lowerdir=/,upperdir=$d/u,workdir=$d/w" "$d/m"'
    return subprocess.run([*NAMESPACES, "sh", "-c", probe], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    DEBS = Path(sys.argv[1]).resolve()
    inside = "--inside" in sys.argv
    if not inside and has_namespaces():
        os.execvp("unshare", [*NAMESPACES, sys.executable, "-B", __file__, str(DEBS), "--inside"])
    if not inside:
        print("No root, or no namespaces: dpkg is not run, the packages are unpacked and used from a folder.", flush=True)
    unittest.main(argv=[sys.argv[0], "Life" if inside else "Unpacked"], verbosity=2)
