"""Holds the dashboard and the rules against what a server tells: check.py SCRAPE...

A scrape is a file with the text of /metrics. Every selector of every expression has to find a series in one of them;
PROMTOOL parses the expressions. The Helm chart scales by what adapter.yaml makes of
such a series. Every alert has its section in runbooks.md, and README.md has a line for every metric
of the service and for no other.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

HERE = pathlib.Path(__file__).parent
DASHBOARD = HERE.parent / "grafana/dashboards/contextbudget.json"
AUTOSCALER = HERE.parent / "helm/contextbudget/templates/hpa.yaml"
README = HERE.parent.parent / "README.md"

# What Grafana puts in the place of its variables.
VARIABLES = {"$__rate_interval": "5m", "$__range": "1h", "$job": ".*", "$instance": ".*", "$method": ".*"}

# Prometheus adds these labels, and this metric, to what it scrapes.
ADDED_LABELS = {"job", "instance"}
ADDED_METRICS = {"up"}

GROUPING = re.compile(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
SELECTOR = re.compile(r"(?<![\w.$])([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(?!\s*\(|[\w:])")
MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
OPERATORS = {"and", "or", "unless", "bool", "offset"}
MATCHES = {
    "=": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    "=~": lambda value, wanted: re.fullmatch(wanted, value) is not None,
    "!~": lambda value, wanted: re.fullmatch(wanted, value) is None,
}


def main(*scrapes):
    series = {}
    families = set()
    for scrape in scrapes:
        for line in pathlib.Path(scrape).read_text().splitlines():
            if line.startswith("# TYPE "):
                families.add(line.split()[2])
            elif not line.startswith("#"):
                name, labels = re.fullmatch(r"([\w:]+)(\{.*\})? \S+", line).groups()
                series.setdefault(name, []).append(dict(re.findall(r'(\w+)="([^"]*)"', labels or "")))
    rules = [rule for group in yaml.safe_load((HERE / "rules.yml").read_text())["groups"] for rule in group["rules"]]
    recorded = {rule["record"] for rule in rules if "record" in rule}
    panels = json.loads(DASHBOARD.read_text())["panels"]

    adapter = yaml.safe_load((HERE / "adapter.yaml").read_text())["rules"]["custom"]
    scaled_by = re.findall(r"name: (contextbudget_\w+)", AUTOSCALER.read_text())
    expressions = {f"rule {rule.get('alert', rule.get('record'))}": [rule["expr"]] for rule in rules}
    for panel in panels:
        expressions[f"panel {panel['title']}"] = [substituted(t["expr"]) for t in panel.get("targets", [])]
    for rule in adapter:
        expressions[f"adapter's {rule['name']['as']}"] = [metrics_query(rule)]
    problems = [] if scaled_by == [rule["name"]["as"] for rule in adapter] else ["the chart scales by something else"]
    problems += list(problems_of_panels(panels)) + list(problems_of_alerts(rules)) + list(problems_of_readme(families))
    for where, texts in expressions.items():
        for text in texts:
            problems += [f"{where}: no series for {s}" for s in unmatched(text, series, recorded)]
    problems += unparsable(expressions)
    for problem in problems:
        print(problem, file=sys.stderr)
    count = sum(map(len, expressions.values()))
    print(f"{count} expressions of {len(panels)} panels and {len(rules)} rules, {len(families)} metrics")
    return 1 if problems else 0


def substituted(expression):
    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    return expression


def metrics_query(rule):
    """Returns what the adapter asks Prometheus for."""
    series = rule["seriesQuery"].partition("{")[0]
    query = rule["metricsQuery"].replace("<<.Series>>", series)
    return query.replace("<<.LabelMatchers>>", "").replace("<<.GroupBy>>", "pod")


def unmatched(expression, series, recorded):
    """Yields the selectors that find nothing."""
    if "$" in expression:
        yield f"a variable: {expression}"
    for name, braces in SELECTOR.findall(GROUPING.sub(" ", re.sub(r"\[[^\]]*\]", "", expression))):
        if name in OPERATORS or name in recorded or name in ADDED_METRICS:
            continue
        matchers = [m for m in MATCHER.findall(braces) if m[0] not in ADDED_LABELS]
        found = any(
            all(MATCHES[operator](labels.get(label, ""), wanted) for label, operator, wanted in matchers)
            for labels in series.get(name, [])
        )
        if not found:
            yield name + braces


def problems_of_panels(panels):
    ids = [panel["id"] for panel in panels]
    titles = [panel["title"] for panel in panels]
    if len(set(ids)) < len(ids) or len(set(titles)) < len(titles):
        yield "the dashboard: an id or a title is there twice"
    for panel in panels:
        if panel["type"] == "row":
            continue
        if not panel.get("description") or panel["datasource"]["uid"] != "${datasource}":
            yield f"panel {panel['title']}: wants a description and the chosen data source"
        references = [target["refId"] for target in panel["targets"]]
        if not references or len(set(references)) < len(references):
            yield f"panel {panel['title']}: wants targets with references of their own"


def problems_of_alerts(rules):
    sections = re.findall(r"^## (\S+)$", (HERE / "runbooks.md").read_text(), re.M)
    alerts = [rule["alert"] for rule in rules if "alert" in rule]
    if sorted(sections) != sorted(alerts):
        yield f"runbooks.md and rules.yml differ in {sorted(set(sections) ^ set(alerts))}"
    tested = (HERE / "rules_test.yml").read_text()
    for rule in rules:
        if "alert" in rule:
            if not rule["annotations"]["runbook"].endswith("#" + rule["alert"].lower()):
                yield f"alert {rule['alert']}: names another runbook"
            if f'"{rule["alert"]}"' not in tested:
                yield f"alert {rule['alert']}: fires in no test"


def problems_of_readme(families):
    # Those of tenants are there once one has called.
    documented = set(re.findall(r"^\| `(contextbudget_(?!tenant_)\w+)", README.read_text(), re.M))
    # The slowest of late stands with what it is the slowest of.
    told = {
        name
        for name in families
        if name.startswith("contextbudget_")
        and (not name.endswith("_max") or name.removesuffix("_max") not in families)
    }
    if documented != told:
        yield f"README.md and the server differ in {sorted(documented ^ told)}"


def unparsable(expressions):
    rules = [{"record": "checked", "expr": text} for texts in expressions.values() for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "expressions.yml"
        # A rule may not be there twice.
        for i, rule in enumerate(rules):
            rule["record"] += str(i)
        file.write_text(yaml.safe_dump({"groups": [{"name": "checked", "rules": rules}]}))
        checked = subprocess.run([os.environ["PROMTOOL"], "check", "rules", file], capture_output=True, text=True)
    return [checked.stdout + checked.stderr] if checked.returncode else []


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
