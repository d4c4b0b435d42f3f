#!/usr/bin/env bash
# Whether a light call is answered as often when ten times the clients ask for it, each waiting for its answer, on the same
# connection, so that its cap of calls lets some of them wait; and how often when half as much again is offered by callers
# who do not wait, on eight: light.sh [CALL=ROW [SECONDS]], CountTokens=count-m and 10 unless given.
# Ends with 1 if fewer than nine tenths of the peak are answered to ten times the clients, or six tenths to those who do not
# wait, and with 3 if the loader was too busy for its figures to count.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
what=${1:-CountTokens=count-m}
seconds=${2:-10}
clients=16
copy_jars
[ -f "target/load/${what#*=}.bin" ] || make_payloads >/dev/null
start_server "$work/server.log" java "${server_flags[@]}" -jar "$work/server.jar" "${settings[@]/#/--set=}"

code=0
run() {
  loader --server="$address" --server-pid="$pid" --deadline-ms=20000 --seconds="$seconds" "$@" \
    "${what%%=*}=target/load/${what#*=}.bin" || ended "$?"
}
ended() { [ "$code" -ne 0 ] || code=$1; }
goodput() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["steps"][0]["figures"]["goodputRps"])' "$1"; }

run --connections=1 --warm-up=60 --clients="$clients" --json="$work/peak.json"
run --connections=1 --warm-up=2 --clients="$((clients * 10))" --json="$work/many.json"
peak=$(goodput "$work/peak.json")
run --connections=8 --warm-up=2 --peak="$peak" --steps="1.5x:$seconds" --at-least=1.5x:goodputOfPeak=0.6 --json="$work/open.json"
python3 - "$peak" "$(goodput "$work/many.json")" <<'END' || code=1
import sys
peak, many = (float(figure) for figure in sys.argv[1:])
print(f"ten times the clients: {many:,.0f} of {peak:,.0f} a second, {many / peak:.2f} of the peak, at least 0.90")
sys.exit(many < 0.9 * peak)
END
exit "$code"
