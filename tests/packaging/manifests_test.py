#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The Containerfile, the compose files and the Kubernetes manifests, which no test here can run: they are read, what they
name is there and fits together, and baithakd and baithakctl take what they are given.
manifests_test.py BAITHAKD [BAITHAKCTL]"""

import contextlib
import json
import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import yaml
from options import ROLES, ROOT, check_configuration

PACKAGING = ROOT / "packaging"
BINARY = CTL = None
# Every role of a cluster has a process of its own in each form of it.
CLUSTER_ROLES = {"gateway", "router", "group_router", "delivery", "profile", "group", "notification", "file", "admin"}
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(:\?[^}]+)?[^}]*\}")


def documents(path):
    return [each for each in yaml.safe_load_all(path.read_text()) if each]


def image():
    """The instructions of the Containerfile, continued lines in one."""
    text = (PACKAGING / "docker/Containerfile").read_text().replace("\\\n", "")
    return [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]


def image_environment():
    return dict(pair.split("=", 1) for word, rest in image() if word == "ENV" for pair in shlex.split(rest))


def check_nginx_config(test, arguments):
    """That baithakctl takes the arguments of `nginx-config`; where it is to write is replaced."""
    if CTL is None:
        return
    test.assertEqual(arguments[0], "nginx-config")
    at = arguments.index("--output")
    answer = subprocess.run([CTL, *arguments[:at], *arguments[at + 2 :]], capture_output=True, text=True, check=False)
    test.assertEqual(answer.returncode, 0, answer.stderr)
    test.assertIn("ssl_certificate", answer.stdout)


def make_certificate(folder):
    """tls.crt and tls.key, new ones. Answers the first."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=localhost", "-keyout", folder / "tls.key", "-out", folder / "tls.crt"],
                   capture_output=True, check=True)
    return (folder / "tls.crt").read_text()


def serves_soon(port, certificate):
    """Whether TLS on that port shows the certificate within some seconds."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            shown = ssl.get_server_certificate(("127.0.0.1", port), timeout=5)
        except OSError:
            shown = ""
        if shown.strip() == certificate.strip():
            return True
        time.sleep(0.05)
    return False


class Container(unittest.TestCase):
    def test_it_runs_as_a_number_that_is_not_root(self):
        users = [rest for word, rest in image() if word == "USER"]
        self.assertRegex(users[-1], r"^[1-9]\d*:[1-9]\d*$")

    def test_what_it_copies_and_runs_is_there(self):
        for word, rest in image():
            if word == "COPY":
                for source in rest.split()[:-1]:
                    self.assertTrue((ROOT / source).exists(), source)
            for script, option in re.findall(r"sh (packaging/\S+)(?: (\w+))?", rest):
                self.assertTrue((ROOT / script).exists(), script)
        options = {line for word, rest in image() if word == "RUN" for line in re.findall(r"-D(BAITHAK_\w+)", rest)}
        declared = (PACKAGING / "cmake/Options.cmake").read_text()
        self.assertEqual([option for option in options if f"option({option} " not in declared], [])

    def test_its_configuration_will_do(self):
        check_configuration(self, BINARY, image_environment(), roles="all", listen="0.0.0.0:7443")

    def test_the_health_check_tells_ready_from_gone(self):
        checks = [rest for word, rest in image() if word == "HEALTHCHECK"]
        self.assertIn("/usr/local/bin/baithak-ready", checks[0])
        with tempfile.TemporaryDirectory() as folder:
            server = subprocess.Popen([BINARY, "--listen", "127.0.0.1:0", "--data-dir", folder], stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, text=True)
            port = json.loads(server.stdout.readline())["opsPort"]
            self.assertEqual(self.health(port), 0)
            server.send_signal(signal.SIGTERM)
            self.assertEqual(server.wait(40), 0)
            server.stdout.close()
        self.assertNotEqual(self.health(port), 0)

    def health(self, port):
        script = PACKAGING / "docker/ready.bash"
        environment = {**os.environ, "BAITHAK_OPS_LISTEN": f"127.0.0.1:{port}"}
        return subprocess.run(["bash", script], env=environment, capture_output=True, check=False, timeout=20).returncode


class Compose(unittest.TestCase):
    def setUp(self):
        self.files = {path.name: documents(path)[0] for path in (PACKAGING / "compose").glob("*.yml")}
        self.split = self.files["split.yml"]["services"]

    def services(self):
        return [(f"{file}: {name}", service) for file, content in self.files.items()
                for name, service in content["services"].items()]

    def test_there_are_one_and_split(self):
        self.assertEqual(set(self.files), {"one.yml", "split.yml"})
        roles = [service.get("environment", {}).get("BAITHAK_ROLES") for service in self.split.values()]
        self.assertEqual(set(roles) - {None}, CLUSTER_ROLES)
        self.assertGreaterEqual(roles.count("gateway"), 2)
        self.assertGreaterEqual(roles.count("delivery"), 3)

    def test_every_process_has_a_configuration_that_will_do(self):
        for name, service in self.services():
            if not service["image"].startswith("baithak/") or "entrypoint" in service:
                continue
            with self.subTest(name):
                own = {key: VARIABLE.sub("abc", value) for key, value in service.get("environment", {}).items()}
                check_configuration(self, BINARY, {**image_environment(), **own}, roles=own.get("BAITHAK_ROLES", "all"))

    def test_files_get_addresses_that_clients_behind_tls_can_use(self):
        url = self.split["file"]["environment"]["BAITHAK_PUBLIC_URL"]
        self.assertTrue(url.startswith("https://"), url)

    def test_secrets_have_no_default(self):
        for path in (PACKAGING / "compose").glob("*.yml"):
            for name, needed in VARIABLE.findall(path.read_text()):
                self.assertTrue(needed, f"{path.name}: ${{{name}}} must be refused when it is not set")
            self.assertNotRegex(path.read_text(), r"(?i)(password|token): *[\"']?[a-z0-9]+[\"']?\s*[,}\n]")

    def test_everything_says_whether_it_is_well(self):
        for name, service in self.services():
            is_ours = service["image"].startswith("baithak/")
            self.assertTrue(is_ours or "healthcheck" in service, name)
            for other, how in service.get("depends_on", {}).items():
                self.assertIn(other, self.split, name)
                self.assertIn(how["condition"], ("service_healthy", "service_completed_successfully"))

    def test_ours_are_confined_and_operations_stay_inside(self):
        for name, service in self.services():
            if service["image"].startswith("baithak/"):
                self.assertEqual((service["read_only"], service["cap_drop"]), (True, ["ALL"]), name)
            for port in service.get("ports", []):
                self.assertNotIn("7444", port, name)
                self.assertTrue(port.startswith("127.0.0.1:") or "nginx" in name, f"{name} publishes {port}")

    def test_networks_volumes_and_secrets_are_declared(self):
        for file, content in self.files.items():
            for name, service in content["services"].items():
                self.assertLessEqual(set(service.get("networks", [])), set(content.get("networks", {})), name)
                self.assertLessEqual(set(service.get("secrets", [])), set(content.get("secrets", {})), name)
                for volume in service.get("volumes", []):
                    source = volume.split(":")[0]
                    known = source in content.get("volumes", {}) or source == "./tls" or (PACKAGING / "compose" / source).is_file()
                    self.assertTrue(known, f"{file}: {name}: {source}")

    def test_nginx_is_told_every_process(self):
        arguments = self.split["nginx-config"]["command"]
        named = {host.split(":")[0] for host in re.findall(r"[\w-]+:7443", " ".join(arguments))}
        routed = {"gateway", "profile", "group", "delivery", "file"}
        there = {name for name, service in self.split.items()
                 if service.get("environment", {}).get("BAITHAK_ROLES") in routed}
        self.assertEqual(named, there)
        check_nginx_config(self, arguments)

    def test_nginx_starts_anew_with_those_whose_addresses_it_holds(self):
        """It resolves names once: behind a new container it would ask the old one's address for ever."""
        named = re.findall(r"([\w-]+):7443", " ".join(self.split["nginx-config"]["command"]))
        depends = self.split["nginx"]["depends_on"]
        restarting = {name for name, how in depends.items() if how.get("restart") is True}
        self.assertEqual(restarting, {*named, "nginx-config"})

    def test_nats_reads_its_configuration(self):
        answer = subprocess.run(["nats-server", "-t", "-c", PACKAGING / "compose/nats.conf"], capture_output=True, text=True,
                                env={**os.environ, "NATS_PASSWORD": "abc"}, check=False)
        self.assertEqual(answer.returncode, 0, answer.stderr)


class Kubernetes(unittest.TestCase):
    def setUp(self):
        self.folder = PACKAGING / "kubernetes"
        self.all = [each for path in sorted(self.folder.glob("*.yaml")) for each in documents(path)]

    def kind(self, name):
        return {each["metadata"]["name"]: each for each in self.all if each["kind"] == name}

    def pods(self):
        return {name: each["spec"]["template"] for name, each in self.kind("Deployment").items()}

    def containers(self):
        for name, pod in self.pods().items():
            for container in pod["spec"].get("initContainers", []) + pod["spec"]["containers"]:
                yield f"{name}/{container['name']}", container

    def test_each_says_what_it_is_and_where(self):
        seen = set()
        for each in self.all:
            self.assertIn("apiVersion", each)
            if each["kind"] == "Kustomization":
                continue
            key = each["kind"], each["metadata"]["name"]
            self.assertNotIn(key, seen)
            seen.add(key)
            if each["kind"] != "Namespace":
                self.assertEqual(each["metadata"]["namespace"], "baithak", key)

    def test_the_kustomization_lists_all_but_the_secrets(self):
        listed = set(documents(self.folder / "kustomization.yaml")[0]["resources"])
        there = {path.name for path in self.folder.glob("*.yaml")} - {"kustomization.yaml", "secret.example.yaml"}
        self.assertEqual(listed, there)

    def environment(self, container):
        there = image_environment()
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                there.update(self.kind("ConfigMap")[source["configMapRef"]["name"]]["data"])
            else:
                # Filled in as its comments say.
                text = (self.folder / "secret.example.yaml").read_text()
                keys = self.kind("Secret")[source["secretRef"]["name"]]["stringData"]
                there.update({key: re.search(rf'{key}: ""\s+# (\S+)', text).group(1) for key in keys})
        for each in container.get("env", []):
            source = each.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath")
            there[each["name"]] = {"status.podIP": "10.244.1.7"}[source] if source else each["value"]
        return there

    def test_every_role_has_pods_with_a_configuration_that_will_do(self):
        roles = set()
        for name, container in self.containers():
            if container["name"] != "baithakd":
                continue
            with self.subTest(name):
                there = self.environment(container)
                roles.add(there["BAITHAK_ROLES"])
                self.assertEqual(there["BAITHAK_ROLES"].replace("_", "-") + "/baithakd", name)
                check_configuration(self, BINARY, there, roles=there["BAITHAK_ROLES"], bus="nats", store="postgres")
        self.assertEqual(roles, CLUSTER_ROLES)
        self.assertLessEqual(CLUSTER_ROLES, ROLES)

    def test_files_get_addresses_that_clients_behind_tls_can_use(self):
        file = dict(self.containers())["file/baithakd"]
        self.assertTrue(self.environment(file)["BAITHAK_PUBLIC_URL"].startswith("https://"))

    def test_others_can_reach_what_a_pod_announces(self):
        for name, container in self.containers():
            if container["name"] == "baithakd":
                there = self.environment(container)
                self.assertEqual(there["BAITHAK_ADVERTISE"], "10.244.1.7", f"{name}: nobody resolves the name of a pod")

    def test_the_pod_of_operators_reaches_every_process(self):
        """`baithakctl status` is called in the pod of the role admin and asks each process at its ops listener."""
        roles = {pod["metadata"]["labels"]["role"] for pod in self.pods().values()} - {"nginx"}
        into, out = set(), set()
        for policy in self.kind("NetworkPolicy").values():
            spec = policy["spec"]
            for rule in spec.get("ingress", []):
                allowed = [self.selected(peer["podSelector"]) for peer in rule.get("from", []) if "podSelector" in peer]
                if any("admin" in each for each in allowed) and {"port": "ops"} in rule["ports"]:
                    into |= self.selected(spec["podSelector"])
            for rule in spec.get("egress", []):
                if "admin" in self.selected(spec["podSelector"]) and {"port": 7444} in rule["ports"]:
                    out |= set().union(*(self.selected(peer["podSelector"]) for peer in rule["to"]))
        self.assertEqual((into, out), (roles, roles))

    def selected(self, selector):
        """The roles whose pods a selector means."""
        def fits(labels):
            alike = selector.get("matchLabels", {}).items() <= labels.items()
            for each in selector.get("matchExpressions", []):
                alike = alike and (labels.get(each["key"]) in each["values"]) == (each["operator"] == "In")
            return alike

        return {pod["metadata"]["labels"]["role"] for pod in self.pods().values() if fits(pod["metadata"]["labels"])}

    def test_secrets_are_a_form(self):
        for name, secret in self.kind("Secret").items():
            self.assertEqual(set(secret["stringData"].values()), {""}, name)

    def test_labels_are_what_selectors_ask_for(self):
        labels = [pod["metadata"]["labels"] for pod in self.pods().values()]
        for name, each in self.kind("Deployment").items():
            self.assertEqual(each["spec"]["selector"]["matchLabels"], each["spec"]["template"]["metadata"]["labels"], name)
        selectors = [each["spec"]["selector"] for each in self.kind("Service").values()]
        selectors += [each["spec"]["selector"]["matchLabels"] for each in self.kind("PodDisruptionBudget").values()]
        for selector in selectors:
            self.assertEqual(len([each for each in labels if selector.items() <= each.items()]), 1, selector)
        for name, policy in self.kind("NetworkPolicy").items():
            for expression in policy["spec"]["podSelector"].get("matchExpressions", []):
                self.assertLessEqual(set(expression["values"]), {each["role"] for each in labels}, name)

    def test_ports_and_volumes_have_names_that_are_there(self):
        for name, pod in self.pods().items():
            volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
            for container in pod["spec"]["containers"] + pod["spec"].get("initContainers", []):
                self.assertLessEqual({mount["name"] for mount in container["volumeMounts"]}, volumes, name)
            ports = {port["name"] for container in pod["spec"]["containers"] for port in container["ports"]}
            if name in self.kind("Service"):
                target = self.kind("Service")[name]["spec"]["ports"][0]["targetPort"]
                self.assertIn(target, ports, name)
            for container in pod["spec"]["containers"]:
                for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                    how = container[probe]
                    self.assertIn((how.get("httpGet") or how["tcpSocket"])["port"], ports, f"{name}: {probe}")

    def test_probes_ask_the_operations_listener(self):
        for name, container in self.containers():
            if container["name"] == "baithakd":
                self.assertEqual(container["readinessProbe"]["httpGet"], {"path": "/ready", "port": "ops"}, name)
                self.assertEqual(container["livenessProbe"]["httpGet"], {"path": "/alive", "port": "ops"}, name)

    def test_pods_are_confined(self):
        for name, pod in self.pods().items():
            self.assertTrue(pod["spec"]["securityContext"]["runAsNonRoot"], name)
            self.assertEqual(pod["spec"]["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
            self.assertFalse(pod["spec"]["automountServiceAccountToken"], name)
            self.assertGreater(pod["spec"]["terminationGracePeriodSeconds"], 35, "a drain takes 30 s, and 5 before it")
        for name, container in self.containers():
            confinement = container["securityContext"]
            self.assertTrue(confinement["readOnlyRootFilesystem"], name)
            self.assertFalse(confinement["allowPrivilegeEscalation"], name)
            self.assertEqual(confinement["capabilities"], {"drop": ["ALL"]}, name)

    def test_what_there_are_several_of_may_lose_one_at_a_time(self):
        several = {name for name, each in self.kind("Deployment").items() if each["spec"]["replicas"] > 1}
        self.assertEqual(set(self.kind("PodDisruptionBudget")), several)
        scaled = [each["spec"]["scaleTargetRef"]["name"] for each in self.kind("HorizontalPodAutoscaler").values()]
        self.assertLessEqual(set(scaled), several)

    def test_nginx_is_told_every_service(self):
        arguments = self.pods()["nginx"]["spec"]["initContainers"][0]["args"]
        named = set(re.findall(r"([\w-]+):7443", " ".join(arguments)))
        self.assertEqual(named, set(self.kind("Service")) - {"nginx"})
        check_nginx_config(self, arguments)

    def test_nginx_serves_a_renewed_certificate_and_ends_politely(self):
        """Its container's own words, with places of the test's."""
        if CTL is None:
            self.skipTest("baithakctl is not built")
        pod = self.pods()["nginx"]["spec"]
        with socket.create_server(("127.0.0.1", 0)) as free, tempfile.TemporaryDirectory() as name:
            port = free.getsockname()[1]
            folder = Path(name)

            def here(word):
                word = re.sub(r"[\w-]+:7443", "127.0.0.1:7443", word.replace("/etc/nginx/tls", f"{folder}"))
                word = re.sub(r"(?<![\w/])/nginx/", f"{folder}/", word).replace("8443", f"127.0.0.1:{port}")
                return re.sub(r"sleep \d+", "sleep 0.1", word).replace("1.26", "1.22")

            free.close()
            first = make_certificate(folder)
            written = [here(word) for word in pod["initContainers"][0]["args"]]
            subprocess.run([CTL, *written, "--state-dir", folder], check=True)
            container = pod["containers"][0]
            nginx = subprocess.Popen([here(word) for word in container["command"] + container.get("args", [])],
                                     stderr=subprocess.DEVNULL, start_new_session=True)
            try:
                self.assertTrue(serves_soon(port, first))
                self.assertTrue(serves_soon(port, make_certificate(folder)))
                nginx.send_signal(signal.SIGQUIT)
                self.assertEqual(nginx.wait(20), 0)
            finally:
                # In a pod the end of its first process is the end of all.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(nginx.pid, signal.SIGKILL)
                nginx.wait()


if __name__ == "__main__":
    BINARY = sys.argv[1]
    CTL = sys.argv[2] if len(sys.argv) > 2 else None
    unittest.main(argv=sys.argv[:1], verbosity=2)
