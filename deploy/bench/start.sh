#!/usr/bin/env bash
# When a plain process has its first exact o200k count, from before the JVM starts, and the live heap with o200k and
# cl100k: deploy/bench/start.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../.."
mvn -q -B -pl server -am -Pbench test-compile -DskipTests
for _ in $(seq "${1:-5}"); do
  java -cp server/target/classes:server/target/test-classes dev.contextbudget.tokenizer.StartReport \
    "$(date +%s%3N)"
done
