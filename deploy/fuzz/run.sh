#!/usr/bin/env bash
# Lets Jazzer look for inputs that one of src/fuzz/java does not take as its reference does, for so many minutes:
# deploy/fuzz/run.sh TokenizerFuzzTest|JsonIndexerFuzzTest|WireScanFuzzTest|'BodyFuzzTest#chat' [MINUTES]
# The last one has #responses, #anthropic and #gemini too.
# What it finds is written to server/src/fuzz/resources and tried first from then on.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${1:?"which test of server/src/fuzz/java, such as TokenizerFuzzTest"}
for _ in $(seq "${2:-1}"); do
  JAZZER_FUZZ=1 mvn -q -B test -Pfuzz -pl server -am -Dtest="$target" -Dsurefire.failIfNoSpecifiedTests=false
done
