#!/usr/bin/env bash
# Holds request bodies against the request types of the providers' own SDKs and prints for each dialect how many were
# accepted. FOLDER has a folder of *.json for each dialect (openai-chat, openai-responses, anthropic, gemini); bodies
# that the service rendered are judged in the same way. Exits with 1 if a body is refused. Usage: check.sh FOLDER
# Needs python3 with venv and its package registry; requirements-*.txt pin the SDKs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: check.sh FOLDER}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
requirements=()
for file in "$here"/requirements-*.txt; do
  requirements+=(-r "$file")
done
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "${requirements[@]}"
PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" "$here/check.py" "$folder"
