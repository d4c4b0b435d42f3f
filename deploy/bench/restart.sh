#!/usr/bin/env bash
# Stops one of two replicas with SIGTERM under load and starts it anew, as a rollout does, round after round: deploy/bench/restart.sh
# [ROUNDS [CALLS_A_SECOND]], 20 and 60 unless given. Callers go to both in turn, with the retries of deploy/service-config.json,
# as through the chart's headless service. Fails if a call fails, or a replica does not end with 0 within 30 seconds.
# Needs `mvn -B -DskipTests package`.
set -euo pipefail
# shellcheck source=../ghz/common.sh
. "$(dirname "$0")/../ghz/common.sh"
rounds=${1:-20}
rate=${2:-60}
# As delivered, but for what two on one machine cannot share.
settings=(admin.enabled=false)
copy_jars
[ -f target/load/compact-m.bin ] || make_payloads >/dev/null

start_replica() {
  local number=$1 port=$2
  java -Xmx768m -jar "$work/server.jar" --set=server.port="$port" "${settings[@]/#/--set=}" >"$work/replica-$number.log" 2>&1 &
  pids[number]=$!
  started+=("$!")
  for _ in $(seq 300); do
    if grep -q 'serving on' "$work/replica-$number.log"; then
      addresses[number]=$(sed -n 's/.*serving on \(127\.0\.0\.1:[0-9]\+\).*/\1/p' "$work/replica-$number.log")
      return
    fi
    sleep 0.1
  done
  cat "$work/replica-$number.log" >&2
  return 1
}

pids=()
addresses=()
start_replica 0 0
start_replica 1 0
both=${addresses[0]},${addresses[1]}
payloads=(CountTokens=target/load/count-m.bin*6 FitContext=target/load/fit-m.bin*3 Compact=target/load/compact-m.bin*1)
# A service that is restarted has run before. Two JVMs that both begin, beside a third of the loader, refuse calls on two cores.
java -Xmx512m -cp "$work/client.jar" dev.contextbudget.client.load.Loader --server="$both" --connections=4 \
  --deadline-ms=10000 --warm-up=20 --steps="$rate:5" "${payloads[@]}" >"$work/warm-up.txt" || [ $? -eq 3 ]
failures=0
for round in $(seq "$rounds"); do
  # Its JVM and its connections are there after two seconds; the server goes on for five after the signal.
  java -Xmx512m -cp "$work/client.jar" dev.contextbudget.client.load.Loader --server="$both" --connections=4 \
    --service-config=deploy/service-config.json --deadline-ms=10000 --warm-up=0 --steps="$rate:14" \
    --at-least=okShare=1 --at-most=unended=0 "${payloads[@]}" >"$work/loader.txt" 2>&1 &
  loader=$!
  sleep 3.5
  stopped=$((round % 2))
  begin=$(date +%s%3N)
  kill -TERM "${pids[stopped]}"
  code=0
  wait "${pids[stopped]}" || code=$?
  millis=$(($(date +%s%3N) - begin))
  start_replica "$stopped" "${addresses[stopped]##*:}"
  loaded=0
  wait "$loader" || loaded=$?
  calls=$(awk '/^[0-9]/ {print $2 * 14; exit}' "$work/loader.txt")
  problem=
  # 3 says that the loader was late, which does not matter here.
  if { [ "$loaded" -ne 0 ] && [ "$loaded" -ne 3 ]; } || grep -q ^BROKEN "$work/loader.txt"; then
    problem="FAILED CALLS"
    cat "$work/loader.txt"
  fi
  if [ "$code" -ne 0 ] || [ "$millis" -gt 30000 ]; then
    problem="$problem BAD END"
    cat "$work/replica-$stopped.log"
  fi
  echo "round $round: $calls calls, replica ended with $code after $millis ms ${problem:-ok}"
  [ -z "$problem" ] || failures=$((failures + 1))
done
echo "$rounds rounds, $failures failed"
[ "$failures" -eq 0 ]
