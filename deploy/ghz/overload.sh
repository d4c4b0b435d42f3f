#!/usr/bin/env bash
# Offers 0.8, 1, 2, 5 and 10 times what one core answers, then 0.8 again, and tells what became of the calls:
# overload.sh [CALL=ROW [SECONDS [SETTING...]]], Compact=compact-m and 20 seconds a step unless given: a heavy call, of which
# one core can send ten times what another can answer. Ends with 1 if a goal is missed, and with 3 if the loader was too slow
# for its figures to count.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
what=${1:-Compact=compact-m}
seconds=${2:-20}
shift $(($# < 2 ? $# : 2))
copy_jars
[ -f "target/load/${what#*=}.bin" ] || make_payloads >/dev/null
settings+=("$@")
start_server "$work/server.log" java "${server_flags[@]}" -jar "$work/server.jar" "${settings[@]/#/--set=}"
code=0
# Of 0.80x, the second 0.8x, only the recovery is asked: its bound is apart from those of the first.
loader --server="$address" --server-pid="$pid" --connections=8 --clients=8 --seconds=10 --warm-up=60 --deadline-ms=2000 \
  --steps="0.8x:$seconds,1x:$seconds,2x:$seconds,5x:$seconds,10x:$seconds,0.80x:$seconds" \
  --json="${JSON:-$work/overload.json}" \
  --at-least=2x:goodputOfPeak=0.95 --at-least=5x:goodputOfPeak=0.85 --at-least=10x:goodputOfPeak=0.70 \
  --at-most=10x:okP99OfFirst=3 --at-least=5x:retryInfoShare=1 --at-least=10x:retryInfoShare=1 \
  --at-most=10x:otherShare=0 --at-most=0.80x:recoverySeconds=5 \
  "${what%%=*}=target/load/${what#*=}.bin" || code=$?
exit "$code"
