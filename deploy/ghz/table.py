"""Prints what run.sh measured as a table in Markdown: table.py FOLDER ROW..."""

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


def share(served, echoed):
    return f"{served['goodputRps'] / echoed['goodputRps']:.2f}"


def row(folder, name):
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
        f"{served['okP50Ms']:,.2f}",
        f"{served['okP99Ms']:,.2f}",
        f"{served['serverMsPerCall']:,.3f}",
        f"{echoed['goodputRps']:,.0f}" + ("*" if echoed_busy else ""),
        share(served, echoed),
        f"{echoed['serverMsPerCall']:,.3f}",
        f"{echoed['serverMsPerCall'] / served['serverMsPerCall']:.2f}",
        f"{ghz['goodputRps']:,.0f}",
        f"{ghz.get('okP50Ms', float('nan')):,.2f}",
        f"{ghz.get('okP99Ms', float('nan')):,.2f}",
        f"{ghz_echo['goodputRps']:,.0f}",
        share(ghz, ghz_echo),
    ]
    failed = [one for one in (served, echoed, ghz, ghz_echo) if one["okShare"] < 1]
    return "| " + " | ".join(cells) + " |" + (" FAILED CALLS" if failed else "")


def main(folder, names):
    print(
        "| call | size | KiB | clients | requests/s | p50 ms | p99 ms | cpu ms | echo/s | of echo | echo cpu ms | of echo, by cpu"
        " | ghz: requests/s | p50 ms | p99 ms | echo/s | of echo |"
    )
    print("| --- | --- |" + " ---: |" * 15)
    for name in names:
        print(row(folder, name))
    print("\n\\* the loader was busy more than 90 % of the time: the server could do more")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
