#!/usr/bin/env bash
# Holds request bodies against the request types of the providers' own SDKs and prints for each dialect how many were
# accepted: check.sh FOLDER...
# A FOLDER has a folder of *.json for each dialect (openai-chat, openai-responses, anthropic, gemini); bodies that the
# service rendered are judged in the same way. Exits with 1 if a body is refused, and with 3 if the SDKs, which
# requirements-*.txt pin, cannot be installed: that needs python3 with venv and a package registry.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -eq 0 ]; then
  echo "usage: check.sh FOLDER..." >&2
  exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
requirements=()
for file in "$here"/requirements-*.txt; do
  requirements+=(-r "$file")
done
if ! python3 -m venv "$work/venv" ||
  ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check "${requirements[@]}"; then
  exit 3
fi
PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" "$here/check.py" "$@"
