# SPDX-License-Identifier: MIT
"""What `baithakd` makes of the configuration of a deployment."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Options of a cluster. A build that has the first of a line judges what deployments say of it; one that does not can't.
CLUSTER = {"nats-url", "nats-replicas", "postgres-url", "redis-url", "push", "fcm-credentials", "blob", "public-url",
           "admin-token-file"}
ROLES = {path.name for path in (ROOT / "server/roles").iterdir() if path.is_dir()} | {"notification", "file", "admin"}


def environment_name(option):
    return "BAITHAK_" + option.upper().replace("-", "_")


def options_of(binary):
    text = subprocess.run([binary, "help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  --([a-z-]+)", text, re.M))


def check_configuration(test, binary, environment, **expected):
    """That `environment` is a configuration that will do: by `config check`, or, for a build without all options of a
    cluster, by the names alone."""
    known = options_of(binary)
    file = environment.get("BAITHAK_CONFIG")
    keys = set(json.loads(Path(file).read_text())) if file else set()
    named = {name for name in environment if name.startswith("BAITHAK_")}
    allowed = known | CLUSTER | {"config"}
    test.assertLessEqual(named, {environment_name(option) for option in allowed})
    test.assertLessEqual(keys, allowed)
    test.assertLessEqual(set(environment.get("BAITHAK_ROLES", "all").split(",")), ROLES | {"all"})
    if (named | {environment_name(key) for key in keys}) - {environment_name(option) for option in known | {"config"}}:
        return
    answer = subprocess.run([binary, "config", "check"], capture_output=True, text=True, env=environment, check=False)
    test.assertEqual(answer.returncode, 0, answer.stderr)
    shown = json.loads(answer.stdout)
    test.assertEqual({key: shown[key] for key in expected}, expected)
