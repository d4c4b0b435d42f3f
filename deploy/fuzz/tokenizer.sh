#!/usr/bin/env bash
# Looks for texts that are counted otherwise than by the reference, for so many minutes: deploy/fuzz/tokenizer.sh [MINUTES]
# What it finds is written to server/src/fuzz/resources and tried first from then on.
set -euo pipefail
cd "$(dirname "$0")/../.."
for _ in $(seq "${1:-1}"); do
  JAZZER_FUZZ=1 mvn -q -B test -Pfuzz -pl server -am -Dtest=TokenizerFuzzTest -Dsurefire.failIfNoSpecifiedTests=false
done
