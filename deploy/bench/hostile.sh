#!/usr/bin/env bash
# How long texts take that are made to be slow, in milliseconds for 64 KB and 1 MB and in MB/s, and how long 4,000
# tokens of 4 MB of each text of a folder; caches are empty each time, best of RUNS.
#
#   deploy/bench/hostile.sh [VOCABULARY] [RUNS] [FOLDER]
set -euo pipefail
folder=$(realpath "${3:-$(dirname "$0")/../../server/src}")
cd "$(dirname "$0")/../.."
mvn -q -B -pl server -am -Pbench verify -DskipTests -Djmh.main=dev.contextbudget.tokenizer.HostileReport \
  -Djmh.args="${1:-o200k_base} ${2:-7} $folder"
