#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The systemd units: systemd reads them without a word, they are confined, and the instances of the cluster are what they
say. units_test.py BAITHAKD"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from options import check_configuration
from unit_file import UnitFile, environment_file

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "packaging/systemd"
INSTANCES = sorted((UNITS / "instances").glob("*.env"))
BINARY = None
# Of 10, where 10 is a service without any confinement; docs/operations.md quotes it.
WORST_EXPOSURE = 1.1
# What differs between one process and an instance; everything else is one confinement, written twice.
OWN_KEYS = {"Environment", "EnvironmentFile", "StateDirectory"}


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **more)


class Units(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for unit in [*UNITS.glob("*.service"), *UNITS.glob("*.target")]:
            # The binary is not installed here: the build's own stands in for it.
            text = unit.read_text().replace("/usr/bin/baithakd", BINARY)
            (self.folder / unit.name).write_text(text)

    def test_systemd_reads_them_without_a_word(self):
        shutil.copy(self.folder / "baithakd@.service", self.folder / "baithakd@delivery-1.service")
        units = sorted(str(path) for path in self.folder.iterdir())
        answer = run("systemd-analyze", "verify", "--man=no", *units, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{self.folder}:"})
        ours = [line for line in answer.stderr.splitlines() if "baithak" in line]
        self.assertEqual((answer.returncode, ours), (0, []), answer.stderr)

    def test_they_are_confined(self):
        page = (ROOT / "docs/operations.md").read_text()
        for name in ("baithakd.service", "baithakd@.service"):
            threshold = str(round(WORST_EXPOSURE * 10))
            answer = run("systemd-analyze", "security", "--offline=yes", f"--threshold={threshold}", str(self.folder / name))
            self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
            score = re.search(r"Overall exposure level for \S+: ([\d.]+)", answer.stdout).group(1)
            self.assertIn(f"exposure level of {score}", page, "docs/operations.md quotes another score")

    def test_one_confinement_for_both(self):
        one, instance = (UnitFile(UNITS / name) for name in ("baithakd.service", "baithakd@.service"))
        self.assertEqual(one.keys(), instance.keys())
        for key in one.keys() - OWN_KEYS:
            self.assertEqual(one.all(key), instance.all(key), key)

    def test_the_stop_outlasts_a_drain(self):
        drain = json.loads(run(BINARY, "config", "check").stdout)["drain-seconds"]
        self.assertGreater(int(UnitFile(UNITS / "baithakd.service").one("TimeoutStopSec")), drain)


class Cluster(unittest.TestCase):
    def test_the_target_wants_every_instance_and_no_other(self):
        wanted = " ".join(UnitFile(UNITS / "baithak-cluster.target").all("Wants", "Unit")).split()
        self.assertEqual(sorted(wanted), sorted(f"baithakd@{path.stem}.service" for path in INSTANCES))

    def test_instances_are_named_by_their_role_and_share_no_port(self):
        ports = {}
        for path in INSTANCES:
            there = environment_file(path)
            self.assertEqual(path.stem.rsplit("-", 1)[0], there["BAITHAK_ROLES"])
            for name in ("BAITHAK_LISTEN", "BAITHAK_OPS_LISTEN"):
                host, port = there[name].split(":")
                self.assertEqual(host, "127.0.0.1", path.name)
                self.assertLess(int(port), 32768, "the system hands such ports out itself")
                self.assertNotIn(port, ports, f"{path.name} and {ports.get(port)}")
                ports[port] = path.name

    def test_every_process_has_a_configuration_that_will_do(self):
        for path in INSTANCES:
            with self.subTest(path.stem):
                there = {**environment_file(path), "BAITHAK_CONFIG": str(ROOT / "packaging/config/cluster.json")}
                check_configuration(self, BINARY, there, roles=there["BAITHAK_ROLES"], bus="nats", store="postgres")
        check_configuration(self, BINARY, {"BAITHAK_CONFIG": str(ROOT / "packaging/config/baithakd.json")}, roles="all")


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)
