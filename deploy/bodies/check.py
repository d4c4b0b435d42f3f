"""Judges every body of a folder by the request types of the providers' SDKs.

A module X_types.py beside this judges a dialect. It has `check(body) -> list[str]`, empty if the body is accepted, and
`BROKEN`, bodies that it must refuse, by which a judge that accepts everything is found out. It may have
`check_known(body)` for files named *unknown-member*: as `check`, but members the types do not have are no error.
"""

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent

# Folder of the bodies, module that judges them, what stands before "check" and "BROKEN" in the names of that module.
DIALECTS = [
    ("openai-chat", "openai_types", "chat_"),
    ("openai-responses", "openai_types", "responses_"),
    ("anthropic", "anthropic_types", ""),
    ("gemini", "gemini_types", ""),
]

ERRORS_SHOWN = 5


def judge_refuses(check, broken):
    """Tells of broken bodies that the judge lets through."""
    return [name for name, body in broken.items() if not check(body)]


def judge(folder, check, check_known):
    """Returns how many bodies of the folder are accepted, and the errors of each that is not."""
    accepted, refused = 0, {}
    for path in sorted(folder.glob("*.json")):
        try:
            body = json.loads(path.read_bytes())
        except ValueError as error:
            refused[path] = [f"not JSON: {error}"]
            continue
        errors = (check_known if "unknown-member" in path.name else check)(body)
        if errors:
            refused[path] = errors
        else:
            accepted += 1
    return accepted, refused


def main(folder):
    failed, judged = False, 0
    for dialect, name, prefix in DIALECTS:
        if not (HERE / f"{name}.py").exists() or not (folder / dialect).is_dir():
            continue
        module = importlib.import_module(name)
        check = getattr(module, f"{prefix}check")
        for passed in judge_refuses(check, getattr(module, f"{prefix}BROKEN", {})):
            print(f"{dialect}: the judge accepts a broken body: {passed}")
            failed = True
        accepted, refused = judge(folder / dialect, check, getattr(module, f"{prefix}check_known", check))
        judged += accepted + len(refused)
        print(f"{dialect}: {accepted} of {accepted + len(refused)} accepted by {module.JUDGE}")
        for path, errors in refused.items():
            failed = True
            print(f"  {path}")
            for error in errors[:ERRORS_SHOWN]:
                print(f"    {error}")
    if judged == 0:
        print(f"no bodies in {folder}")
    return 1 if failed or judged == 0 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
