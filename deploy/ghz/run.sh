#!/usr/bin/env bash
# Prints the table of README.md: what one core answers a second, for each call and size, beside an echo of the same bytes in
# the same run. run.sh [SECONDS [ROW...]], rows such as fit-m; 8 seconds and all rows unless given.
# Needs `mvn -B -DskipTests package`, two processors of which nothing else has use, and go, of which ghz is installed; exits
# with 3 where it cannot be. Both servers are warmed up with a mix of all rows for WARM seconds, 90 unless given: on one core
# the JVM compiles beside its work, and a FitContext takes a tenth of its first time after 20,000 calls.
# ECHO_CLASSES is server/target/test-classes unless given.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
seconds=${1:-8}
shift || true
rows=("$@")
if [ "${#rows[@]}" -eq 0 ]; then
  for config in deploy/ghz/*-*.json; do
    rows+=("$(basename "$config" .json)")
  done
fi
echo_classes=${ECHO_CLASSES:-server/target/test-classes}
find_ghz || exit 3
copy_jars
make_payloads >/dev/null

start_server "$work/server.log" java "${server_flags[@]}" -jar "$work/server.jar" "${settings[@]/#/--set=}"
server=$address
server_pid=$pid
start_server "$work/echo.log" java "${server_flags[@]}" -cp "$work/server.jar:$echo_classes" \
  dev.contextbudget.app.EchoServer "$server" "${settings[@]}"
echo=$address
echo_pid=$pid

# Prints a member of a configuration.
member() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "deploy/ghz/$1.json" "$2"; }

measure() {
  local row=$1 name=$2 at=$3 pid=$4 call
  call=$(member "$row" call)
  # 3: the loader was too busy; the table says so.
  loader --server="$at" --server-pid="$pid" --clients="$(member "$row" concurrency)" \
    --connections="$(member "$row" connections)" --deadline-ms=20000 --warm-up=2 --seconds="$seconds" \
    --json="$work/$row.$name.json" "$call=$(member "$row" binary-file)" >"$work/$row.$name.txt" || [ $? -eq 3 ]
}

with_ghz() {
  (on_processor 1 "$ghz" --config "deploy/ghz/$1.json" --cpus 1 --duration "${seconds}s" \
    --output "$work/$1.$2.ghz.json" "$3")
}

mix=()
for row in "${rows[@]}"; do
  case $row in
    *-s) weight=60 ;;
    *-m) weight=30 ;;
    *-l) weight=3 ;;
    *) weight=1 ;;
  esac
  mix+=("$(member "$row" call)=$(member "$row" binary-file)*$weight")
done
for warmed in "$server" "$echo"; do
  loader --server="$warmed" --clients=16 --connections=4 --deadline-ms=20000 --warm-up="${WARM:-90}" --seconds=1 \
    "${mix[@]}" >"$work/warm-up.txt" || [ $? -eq 3 ]
done
echo "warm" >&2

for row in "${rows[@]}"; do
  measure "$row" server "$server" "$server_pid"
  measure "$row" echo "$echo" "$echo_pid"
  with_ghz "$row" server "$server"
  with_ghz "$row" echo "$echo"
  echo "$row done" >&2
done
python3 deploy/ghz/table.py "$work" "${rows[@]}"
