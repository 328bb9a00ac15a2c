#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the Debian packages of a build and has Debian's own checkers read them.
debs_test.py CPACK BUILD_DIR FOLDER: the packages are left in FOLDER."""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CPACK = BUILD = FOLDER = None
FIRST_OF_IMPORT = re.compile(r"^import (Qt\w+(?:\.\w+)*)", re.M)


def run(*command, **more):
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=100, check=False, **more)
    if answer.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {answer.returncode}\n{answer.stdout}")
    return answer.stdout


def make_packages(folder, *more):
    run(CPACK, "-G", "DEB", "-B", str(folder), "--config", f"{BUILD}/CPackConfig.cmake", *more, cwd=BUILD)
    shutil.rmtree(folder / "_CPack_Packages")
    return sorted(folder.glob("*.deb"))


def digests(packages):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in packages}


class Debs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        cls.packages = make_packages(FOLDER)
        cls.names = {run("dpkg-deb", "-f", str(path), "Package").strip(): path for path in cls.packages}

    def files(self, package):
        listing = run("dpkg-deb", "-c", str(self.names[package]))
        return [line.split(None, 5)[5].removeprefix("./") for line in listing.splitlines()]

    def extracted(self, package):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        run("dpkg-deb", "-x", str(self.names[package]), str(folder))
        return folder

    def test_there_is_a_package_for_each_program_of_this_build(self):
        built = {name for name in ("baithak", "baithakd", "baithakctl") if (BUILD / "bin" / name).exists()}
        self.assertEqual(set(self.names), built)
        self.assertIn("baithakd", built)

    def test_names_say_program_version_and_machine(self):
        machine = run("dpkg", "--print-architecture").strip()
        for name, path in self.names.items():
            self.assertRegex(path.name, rf"^{name}_\d+\.\d+\.\d+-\d+_{machine}\.deb$")

    def test_two_runs_give_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            again = make_packages(Path(folder), "-D", "CPACK_COMPONENTS_ALL=server")
            self.assertEqual(digests(again), digests([self.names["baithakd"]]))

    def test_lintian_finds_nothing(self):
        self.assertEqual(run("lintian", "--allow-root", "--fail-on", "error,warning", *map(str, self.packages)), "")

    def test_every_program_has_its_page(self):
        for package in self.names:
            pages = [name for name in self.files(package) if re.fullmatch(rf"usr/share/man/man\d/{package}\.\d\.gz", name)]
            self.assertEqual(len(pages), 1, package)
            page = self.extracted(package) / pages[0]
            # groff complains of what it cannot make sense of.
            self.assertEqual(run("sh", "-c", f"gzip -dc {page} | groff -man -ww -z -Tutf8 -K utf8"), "")

    def test_the_server_page_lists_the_options_of_the_server(self):
        folder = self.extracted("baithakd")
        page = run("gzip", "-dc", str(folder / "usr/share/man/man8/baithakd.8.gz")).replace("\\", "")
        options = re.findall(r"^  (--[a-z0-9-]+)", run(str(folder / "usr/bin/baithakd"), "help"), re.M)
        self.assertGreater(len(options), 10)
        for option in options:
            self.assertRegex(page, rf"(?m)^\.BI? {option}\b")

    def test_settings_are_conffiles(self):
        listed = run("dpkg-deb", "-I", str(self.names["baithakd"]), "conffiles").split()
        there = [f"/{name}" for name in self.files("baithakd") if name.startswith("etc/") and not name.endswith("/")]
        self.assertEqual(sorted(listed), sorted(there))

    def test_what_the_screens_import_is_depended_on(self):
        if "baithak" not in self.names:
            return
        depends = run("dpkg-deb", "-f", str(self.names["baithak"]), "Depends")
        for source in sorted((ROOT / "qml").rglob("*.qml")):
            for module in FIRST_OF_IMPORT.findall(source.read_text()):
                # QtQuick.Controls.Basic is part of the package of QtQuick.Controls.
                module = re.sub(r"^(QtQuick\.Controls)\..*", r"\1", module)
                package = "qml6-module-" + module.lower().replace(".", "-")
                self.assertRegex(depends, rf"(^|, ){package}(,|$)", f"{source.name} imports {module}")

    def test_the_client_is_described_for_desktops(self):
        if "baithak" not in self.names:
            return
        folder = self.extracted("baithak")
        self.assertEqual(run("desktop-file-validate", str(folder / "usr/share/applications/baithak.desktop")), "")
        metainfo = next((folder / "usr/share/metainfo").iterdir())
        run("appstreamcli", "validate", "--no-net", "--strict", str(metainfo))
        self.assertTrue((folder / "usr/share/icons/hicolor/scalable/apps/baithak.svg").is_file())
        # The client finds its server beside itself.
        self.assertEqual((folder / "usr/bin/baithak").readlink(), Path("../lib/baithak/baithak"))
        self.assertIn("baithakd", run(str(folder / "usr/lib/baithak/baithakd"), "version"))


if __name__ == "__main__":
    CPACK, BUILD, FOLDER = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    unittest.main(argv=sys.argv[:1], verbosity=2)
