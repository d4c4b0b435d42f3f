"""Judges every body of some folders by the request types of the providers' SDKs.

A module X_types.py beside this judges a dialect. It has `check(body) -> list[str]`, empty if the body is accepted, and
`BROKEN`, bodies that it must refuse, by which a judge that accepts everything is found out. It may have
`check_known(body)`: as `check`, but members the types do not have are no error. That judges the files with
`unknown-member` in their name, which are left out without it.
"""

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent

# Folder of the bodies, module that judges them, what stands before the three names in that module.
DIALECTS = [
    ("openai-chat", "openai_types", "chat_"),
    ("openai-responses", "openai_types", "responses_"),
    ("anthropic", "anthropic_types", ""),
    ("gemini", "gemini_types", ""),
]

ERRORS_SHOWN = 5
ERROR_CHARS = 200


def judge(folder, check, check_known):
    """Returns how many bodies of the folder are accepted, how many are left out, and the errors of each refused one."""
    accepted, left_out, refused = 0, 0, {}
    for path in sorted(folder.glob("*.json")):
        judge_one = check_known if "unknown-member" in path.name else check
        try:
            body = json.loads(path.read_bytes())
            errors = judge_one(body) if judge_one else None
        except ValueError as error:
            errors = [f"not JSON: {error}"]
        if errors is None:
            left_out += 1
        elif errors:
            refused[path] = errors
        else:
            accepted += 1
    return accepted, left_out, refused


def report(dialect, accepted, left_out, refused):
    note = f", {left_out} with unknown members left out" if left_out else ""
    print(f"{dialect}: {accepted} of {accepted + len(refused)} accepted{note}")
    for path, errors in refused.items():
        print(f"  {path}")
        for error in errors[:ERRORS_SHOWN]:
            print(f"    {error[:ERROR_CHARS]}")


def main(folder):
    print(folder)
    good, judged = True, 0
    for dialect, name, prefix in DIALECTS:
        if not (HERE / f"{name}.py").exists() or not (folder / dialect).is_dir():
            continue
        module = importlib.import_module(name)
        check = getattr(module, f"{prefix}check")
        for number, body in enumerate(getattr(module, f"{prefix}BROKEN")):
            if not check(body):
                print(f"{dialect}: the judge accepts broken body {number} of its own")
                good = False
        accepted, left_out, refused = judge(folder / dialect, check, getattr(module, f"{prefix}check_known", None))
        report(dialect, accepted, left_out, refused)
        good = good and not refused
        judged += accepted + len(refused)
    if judged == 0:
        print(f"no bodies in {folder}")
    return 0 if good and judged else 1


if __name__ == "__main__":
    sys.exit(max([main(Path(folder)) for folder in sys.argv[1:]]))
