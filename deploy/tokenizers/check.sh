#!/usr/bin/env bash
# Holds the counts of other vendors' tokenizers against the libraries that their models are served with: 30,000 texts
# each, and the published vectors for those that have some.
# check.sh [DIR] keeps what it fetches in DIR; needs npm and node beside Maven, and 250 MB. Kimi K2 and GLM-4 also need
# cargo and zstd, and are left out without.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-}
if [ -z "$dir" ]; then
  dir=$(mktemp -d)
  trap 'rm -r "$dir"' EXIT
fi
"$here/fetch.sh" "$dir"
dir=$(cd "$dir" && pwd)
tests=VendorReferenceTest,NfcReferenceTest
if [ -s "$dir/glm4.tiktoken" ]; then
  tests+=,RankReferenceTest
fi
cd "$here/../.."
mvn -q -B -Pvendors -pl server -am test -Dtest="$tests" -Dsurefire.failIfNoSpecifiedTests=false -Dvendors.dir="$dir"
