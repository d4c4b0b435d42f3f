#!/usr/bin/env bash
# How fast texts are counted, beside jtokkit in the same process, on one thread: a line for each text of a folder with
# caches warm and one with caches empty, "corpus ours_MBps jtokkit_MBps ratio", and the geometric means at last.
#
#   deploy/bench/counting.sh [FOLDER] [VOCABULARY] [PROCESSES] [SECONDS]
#
# FOLDER holds .txt, .jsonl (the values of its "text" members, and the file as it is) or .java files; by default the
# conversations and sources of this repository. Takes 24 x SECONDS for each text and process; nothing else should run.
set -euo pipefail
folder=$(realpath "${1:-$(dirname "$0")/../../server/src}")
vocabulary=${2:-o200k_base}
processes=${3:-3}
seconds=${4:-1}
cd "$(dirname "$0")/../.."
mvn -q -B -pl server -am -Pbench verify -DskipTests -Djmh.main=dev.contextbudget.tokenizer.CountingReport \
  -Djmh.args="$folder $vocabulary $processes $seconds"
