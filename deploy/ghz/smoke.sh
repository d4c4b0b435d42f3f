#!/usr/bin/env bash
# Half a minute of load, for CI: calls are answered or refused and nothing else, and none takes absurdly long. smoke.sh
# Says nothing about speed: where CI does other things beside, a server may refuse a few. Exits with 3
# where ghz cannot be installed; the loader has run then.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
copy_jars
make_payloads >/dev/null
for tests in check table; do
  python3 "deploy/ghz/${tests}_test.py" 2>/dev/null || python3 "deploy/ghz/${tests}_test.py"
done
start_server "$work/server.log" java -Xmx1g -jar "$work/server.jar" "${settings[@]/#/--set=}"
# Its clients wait for their answers, so a cold server warms up.
ghz_checked=0
if find_ghz; then
  ghz_checked=1
  for row in count-m plan-s fit-m compact-m; do
    "$ghz" --config "deploy/ghz/$row.json" --concurrency 4 --duration 3s --timeout 10s --output "$work/$row.json" "$address"
    deploy/ghz/check "$work/$row.json" --at-least all:okShare=0.8 --at-most all:otherShare=0 \
      --at-most all:okP99Ms=5000
  done
fi
code=0
# Late or busy is no fault of the server's: CI does other things beside.
java -cp "$work/client.jar" dev.contextbudget.client.load.Loader --server="$address" --connections=2 --warm-up=5 \
  --steps=20:5 --deadline-ms=10000 --at-least=okShare=0.8 --at-most=otherShare=0 --at-most=okP99Ms=5000 --at-most=unended=0 \
  CountTokens=target/load/count-s.bin*60 FitContext=target/load/fit-m.bin*30 PlanBudget=target/load/plan-s.bin*9 \
  Compact=target/load/compact-m.bin*1 >"$work/loader.txt" || code=$?
cat "$work/loader.txt"
if grep -q ^BROKEN "$work/loader.txt" || { [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; }; then
  exit 1
fi
[ "$ghz_checked" -eq 1 ] || exit 3
