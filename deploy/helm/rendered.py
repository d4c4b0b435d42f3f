"""Judges a rendered chart: rendered.py FILE FOLDER VERSION

Every object by Kubernetes' schema of that version, unknown keys refused, and by the rules below, of which the schema
knows nothing. Writes the files of the ConfigMap into FOLDER.
"""

import json
import pathlib
import sys

import kubernetes_validate
import yaml

EXTENSIONS = {"ServiceMonitor", "PrometheusRule"}


def main(rendered, folder, version):
    objects = [o for o in yaml.safe_load_all(pathlib.Path(rendered).read_text()) if o]
    by_kind = {}
    for o in objects:
        if o["kind"] not in EXTENSIONS:
            kubernetes_validate.validate(o, version, strict=True)
        by_kind.setdefault(o["kind"], []).append(o)
    problems = list(problems_of(by_kind))
    for problem in problems:
        print(f"{rendered}: {problem}", file=sys.stderr)

    out = pathlib.Path(folder)
    out.mkdir(exist_ok=True)
    for name, text in config_of(by_kind)["data"].items():
        # The server reads the overlay and the secrets where the pod has them.
        here = text.replace("/etc/contextbudget/", "").replace("/run/secrets/contextbudget/", "secrets/")
        (out / name).write_text(here)
    return 1 if problems else 0


def config_of(by_kind):
    (config,) = (o for o in by_kind["ConfigMap"] if "config.yaml" in o["data"])
    return config


def problems_of(by_kind):
    (deployment,) = by_kind["Deployment"]
    (service,) = by_kind["Service"]
    template = deployment["spec"]["template"]
    pod = template["spec"]
    (container,) = pod["containers"]
    labels = template["metadata"]["labels"]

    yield from restricted(pod, container)

    def selects(what, selector):
        if not selector or not selector.items() <= labels.items():
            yield f"{what} does not select the pods"

    yield from selects("Deployment", deployment["spec"]["selector"]["matchLabels"])
    yield from selects("Service", service["spec"]["selector"])
    for kind in ("PodDisruptionBudget", "ServiceMonitor"):
        for o in by_kind.get(kind, []):
            yield from selects(kind, o["spec"]["selector"]["matchLabels"])
    for spread in pod["topologySpreadConstraints"]:
        yield from selects("topology spread", spread["labelSelector"]["matchLabels"])
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    if service["spec"]["clusterIP"] != "None":
        yield "Service is not headless"
    for port in service["spec"]["ports"]:
        if port["port"] != ports.get(port["targetPort"]):
            yield f"Service's port {port['name']} is not the container's"
    for policy in by_kind.get("NetworkPolicy", []):
        yield from selects("NetworkPolicy", policy["spec"]["podSelector"]["matchLabels"])
        for rule in policy["spec"]["ingress"]:
            # An empty list lets everyone in.
            if not rule.get("from") or any(p["port"] not in ports for p in rule["ports"]):
                yield "NetworkPolicy: a rule for everyone, or for no port"
    for hpa in by_kind.get("HorizontalPodAutoscaler", []):
        if hpa["spec"]["scaleTargetRef"]["name"] != deployment["metadata"]["name"]:
            yield "HorizontalPodAutoscaler scales something else"
        if "replicas" in deployment["spec"]:
            yield "Deployment sets replicas against its autoscaler"
    deploy = pathlib.Path(__file__).parent.parent
    for rule in by_kind.get("PrometheusRule", []):
        if rule["spec"] != yaml.safe_load((deploy / "prometheus/rules.yml").read_text()):
            yield "PrometheusRule has other rules than deploy/prometheus"
    dashboard = json.loads((deploy / "grafana/dashboards/contextbudget.json").read_text())
    for o in by_kind["ConfigMap"]:
        if any(json.loads(t) != dashboard for name, t in o["data"].items() if name.endswith(".json")):
            yield "ConfigMap has another dashboard than deploy/grafana"
    for monitor in by_kind.get("ServiceMonitor", []):
        named = {port["name"] for port in service["spec"]["ports"]}
        if any(e["port"] not in named for e in monitor["spec"]["endpoints"]):
            yield "ServiceMonitor names a port that Service has not"

    config = yaml.safe_load(config_of(by_kind)["data"]["config.yaml"])
    encrypted = "certificate" in config["tls"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        asked = container.get(probe, {})
        if encrypted and asked.get("httpGet", {}).get("port") != "admin":
            yield f"{probe} does not ask the admin port, and no other speaks plaintext"
        if not encrypted and asked.get("grpc", {}).get("port") != ports["grpc"]:
            yield f"{probe} is not gRPC at the port of calls"
    yield from secrets(config, pod, container)
    drains = sum(int(config["server"][key].rstrip("s")) for key in ("drain-delay", "drain-grace"))
    if pod["terminationGracePeriodSeconds"] < drains + 10:
        yield "the pod is killed while the server drains"
    mounts = {mount["name"] for mount in container["volumeMounts"]}
    if mounts != {volume["name"] for volume in pod["volumes"]}:
        yield "volumes and mounts differ"


def secrets(config, pod, container):
    """What the settings name has to be mounted, read-only and from a Secret that not everybody can read."""
    settings = {
        f"{section}.{key}": value
        for section in ("tls", "auth", "jwt")
        for key, value in config.get(section, {}).items()
        if str(value).startswith("/")
    }
    mounts = {mount["mountPath"]: mount for mount in container["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    used = set()
    for key, file in settings.items():
        mount = mounts.get(str(pathlib.Path(file).parent), {})
        secret = volumes.get(mount.get("name"), {}).get("secret")
        if not secret or not mount.get("readOnly") or secret["defaultMode"] != 0o440:
            yield f"{key} is not mounted read-only, for the group alone and from a Secret"
        used.add(mount.get("name"))
    for name, volume in volumes.items():
        if "secret" in volume and name not in used:
            yield f"a Secret is mounted that no setting names: {name}"
    if "certificate" in config["tls"] and config["tls"].get("allow-plaintext"):
        yield "plaintext is taken although there is a certificate"
    if "tenants" in config["auth"] and config["auth"].get("allow-anonymous"):
        yield "anybody may call although there are tenants"


def restricted(pod, container):
    """Pod Security Standards' level "restricted", and that the root is read only."""
    of_pod, of_container = pod["securityContext"], container["securityContext"]
    wanted = {
        "runAsNonRoot": of_pod.get("runAsNonRoot") is True and of_pod.get("runAsUser") == 65532,
        "seccompProfile": of_pod.get("seccompProfile") == {"type": "RuntimeDefault"},
        "allowPrivilegeEscalation": of_container.get("allowPrivilegeEscalation") is False,
        "capabilities": of_container.get("capabilities") == {"drop": ["ALL"]},
        "readOnlyRootFilesystem": of_container.get("readOnlyRootFilesystem") is True,
        "automountServiceAccountToken": pod.get("automountServiceAccountToken") is False,
        "volumes": all({"configMap", "emptyDir", "secret"} & volume.keys() for volume in pod["volumes"]),
        "host namespaces": not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys(),
        "memory": container["resources"]["limits"]["memory"]
        == container["resources"]["requests"]["memory"],
    }
    return [f"not restricted: {name}" for name, right in wanted.items() if not right]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
