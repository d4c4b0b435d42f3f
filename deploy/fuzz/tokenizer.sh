#!/usr/bin/env bash
# Looks for texts that are counted otherwise than by the reference, for so many seconds (600): deploy/fuzz/tokenizer.sh 60
# What it finds is written to server/src/test/resources/dev/contextbudget/tokenizer and fails every build until mended.
set -euo pipefail
cd "$(dirname "$0")/../.."
JAZZER_FUZZ=1 JAZZER_MAX_DURATION="${1:-600}s" mvn -B test -pl server -am -Dtest=TokenizerFuzzTest \
  -Dsurefire.failIfNoSpecifiedTests=false
