#!/usr/bin/env bash
# Looks for texts that are counted otherwise than by the reference, for so many seconds (600): deploy/fuzz/tokenizer.sh 60
# What it finds is written to server/src/fuzz/resources and tried first from then on.
set -euo pipefail
cd "$(dirname "$0")/../.."
JAZZER_FUZZ=1 mvn -B test -Pfuzz -pl server -am -Djazzer.max_duration="${1:-600}s" -Dtest=TokenizerFuzzTest \
  -Dsurefire.failIfNoSpecifiedTests=false
