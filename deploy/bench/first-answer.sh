#!/usr/bin/env bash
# When a server gives its first right answer, from before its process starts: the median and the 95th of a hundred, of 20
# starts, as the image runs it, with the cache of loaded classes and without, and by `java -jar`: deploy/bench/first-answer.sh [RUNS]
# Goals: 1.0 s with the cache, 3 s without. JAVA_HOME is a JDK 25; needs `mvn -B -DskipTests package`. Ends with 1 if a goal is
# missed.
set -euo pipefail
# shellcheck source=../ghz/common.sh
. "$(dirname "$0")/../ghz/common.sh"
runs=${1:-20}
: "${JAVA_HOME:?a JDK 25}"
copy_jars
deploy/image/assemble.sh "$work/server.jar" "$work/opt" >"$work/assemble.log" 2>&1 || {
  cat "$work/assemble.log" >&2
  exit 1
}
port=7591
serve=("--set=server.port=$port" "--set=admin.port=$((port + 1))" --set=server.drain-delay=0s)
missed=0

# measure NAME GOAL_MILLIS COMMAND...
measure() {
  local name=$1 goal=$2 line p95
  shift 2
  line=$(java -cp "$work/client.jar" dev.contextbudget.client.load.FirstAnswer "$runs" "$port" "$@")
  p95=$(sed -n 's/.*p95 \([0-9]*\).*/\1/p' <<<"$line")
  echo "$name: $line"
  if [ "$p95" -gt "$goal" ]; then
    echo "$name: p95 is above $goal ms" >&2
    missed=1
  fi
}

image=("$work/opt/jre/bin/java" "@$work/opt/jvm.flags" -XX:MaxRAM=512m)
measure "with the cache" 1000 "${image[@]}" -XX:AOTCache="$work/opt/server.aot" -XX:AOTMode=on -jar "$work/opt/contextbudget-server.jar" "${serve[@]}"
measure "without" 3000 "${image[@]}" -jar "$work/opt/contextbudget-server.jar" "${serve[@]}"
measure "java -jar" 3000 java -jar "$work/server.jar" "${serve[@]}"
exit "$missed"
