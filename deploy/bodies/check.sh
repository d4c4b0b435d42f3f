#!/usr/bin/env bash
# Holds request bodies against the request types of the providers' own SDKs and prints for each dialect how many were
# accepted. FOLDER has a folder of *.json for each dialect (openai-chat, openai-responses, anthropic, gemini); bodies
# that the service rendered are judged in the same way. Exits with 1 if a body is refused. Usage: check.sh FOLDER
# Needs python3 with venv; each *_types.py beside this names the packages that it needs in a line "# requires:".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: check.sh FOLDER}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
# shellcheck disable=SC2046
"$work/venv/bin/pip" install --quiet --disable-pip-version-check $(sed -n 's/^# requires: //p' "$here"/*_types.py)
PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" "$here/check.py" "$folder"
