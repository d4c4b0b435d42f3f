#!/usr/bin/env bash
# What a server takes of memory, files and threads that may have 512 MiB, with the flags of the image: while its memory is
# attacked, then in MINUTES of good calls. Fails above 90 % of the limit, and if it keeps files or threads.
#
#   deploy/bench/memory.sh [MINUTES]
set -euo pipefail
cd "$(dirname "$0")/../.."
limit=512
minutes=${1:-10}
port=${PORT:-17477}
java=java
for home in /usr/lib/jvm/*; do
  if "$home/bin/java" -version 2>&1 | grep -q 'version "25'; then
    java=$home/bin/java
  fi
done
mvn -q -B -DskipTests package
# Without a container the JVM is told its limit. An older one does not know all flags.
mapfile -t flags < <(grep '^-' deploy/image/jvm.flags)
log=$(mktemp)
MALLOC_ARENA_MAX=2 "$java" -XX:+IgnoreUnrecognizedVMOptions "-XX:MaxRAM=${limit}m" "${flags[@]}" \
  -jar server/target/contextbudget-server.jar --set=server.port="$port" --set=admin.enabled=false >"$log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; tail -n 5 "$log"; rm -f "$log"' EXIT
for _ in $(seq 100); do
  if grep -q 'serving on' "$log"; then
    break
  fi
  sleep 0.1
done
mvn -q -B -pl server -am -Pbench verify -DskipTests -Djmh.main=dev.contextbudget.edge.MemoryReport \
  -Djmh.args="$port $server $limit $minutes"
