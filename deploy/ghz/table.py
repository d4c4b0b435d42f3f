"""Prints what run.sh measured as a table in Markdown: table.py FOLDER ROW...

Exits with 1, after the whole table, if a call of any row failed.
"""

import importlib.machinery
import importlib.util
import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent
_LOADER = importlib.machinery.SourceFileLoader("check", str(FOLDER / "check"))
check = importlib.util.module_from_spec(importlib.util.spec_from_loader("check", _LOADER))
sys.dont_write_bytecode = True
_LOADER.exec_module(check)


def loader(path):
    report = json.loads(path.read_text())
    return report["steps"][0]["figures"], bool(report["invalid"])


def by_ghz(path):
    return check.of_ghz(json.loads(path.read_text()), None)["all"]


def figure(found, name):
    """Not a number where no call was answered."""
    return found.get(name, float("nan"))


def quotient(one, other, name):
    return f"{figure(one, name) / (figure(other, name) or float('nan')):.2f}"


def share(served, echoed):
    return quotient(served, echoed, "goodputRps")


def row(folder, name):
    """A row of the table, and in which of its runs what share of the calls failed."""
    config = json.loads((FOLDER / f"{name}.json").read_text())
    kib = pathlib.Path(config["binary-file"]).stat().st_size / 1024
    served, served_busy = loader(folder / f"{name}.server.json")
    echoed, echoed_busy = loader(folder / f"{name}.echo.json")
    ghz = by_ghz(folder / f"{name}.server.ghz.json")
    ghz_echo = by_ghz(folder / f"{name}.echo.ghz.json")
    cells = [
        f"`{config['name'].split()[0]}`",
        config["name"].split()[1],
        f"{kib:,.1f}",
        f"{config['concurrency']}",
        f"{served['goodputRps']:,.0f}" + ("*" if served_busy else ""),
        f"{figure(served, 'okP50Ms'):,.2f}",
        f"{figure(served, 'okP99Ms'):,.2f}",
        f"{figure(served, 'serverMsPerCall'):,.3f}",
        f"{echoed['goodputRps']:,.0f}" + ("*" if echoed_busy else ""),
        share(served, echoed),
        f"{figure(echoed, 'serverMsPerCall'):,.3f}",
        quotient(echoed, served, "serverMsPerCall"),
        f"{ghz['goodputRps']:,.0f}",
        f"{figure(ghz, 'okP50Ms'):,.2f}",
        f"{figure(ghz, 'okP99Ms'):,.2f}",
        f"{ghz_echo['goodputRps']:,.0f}",
        share(ghz, ghz_echo),
    ]
    runs = {"loader": served, "loader's echo": echoed, "ghz": ghz, "ghz's echo": ghz_echo}
    failed = [f"{run} {1 - found['okShare']:.2g}" for run, found in runs.items() if found["okShare"] < 1]
    return "| " + " | ".join(cells) + " |" + (" FAILED CALLS" if failed else ""), failed


def main(folder, names):
    print(
        "| call | size | KiB | clients | requests/s | p50 ms | p99 ms | cpu ms | echo/s | of echo | echo cpu ms | of echo, by cpu"
        " | ghz: requests/s | p50 ms | p99 ms | echo/s | of echo |"
    )
    print("| --- | --- |" + " ---: |" * 15)
    problems = []
    for name in names:
        cells, failed = row(folder, name)
        print(cells)
        if failed:
            problems.append(f"{name}: FAILED CALLS, as a share of all: {', '.join(failed)}")
    print("\n\\* the loader was busy more than 90 % of the time: the server could do more", flush=True)
    print(*problems, sep="\n", end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2:]))
