# SPDX-License-Identifier: MIT
"""What `baithakd` makes of the configuration of a deployment."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROLES = {path.name for path in (ROOT / "server/roles").iterdir() if path.is_dir()}


def environment_name(option):
    return "BAITHAK_" + option.upper().replace("-", "_")


def options_of(binary):
    text = subprocess.run([binary, "help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  --([a-z0-9-]+)", text, re.M))


def check_configuration(test, binary, environment, **expected):
    """That `baithakd config check` takes it, and reads from it what is expected."""
    test.assertLessEqual(set(environment.get("BAITHAK_ROLES", "all").split(",")), ROLES | {"all"})
    # A variable that is no option is not read, so the check would not see it.
    known = {environment_name(option) for option in options_of(binary) | {"config"}}
    test.assertLessEqual({name for name in environment if name.startswith("BAITHAK_")}, known)
    answer = subprocess.run([binary, "config", "check"], capture_output=True, text=True, env=environment, check=False)
    test.assertEqual(answer.returncode, 0, answer.stderr)
    shown = json.loads(answer.stdout)
    for option, value in expected.items():
        test.assertEqual(shown[option], value, option)
