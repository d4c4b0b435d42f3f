# Sourced by the checks that start programs: keeps them and a folder for as long as the check runs.
# shellcheck shell=bash
: "${jar:?the server}"
work=$(mktemp -d)
started=()
stop() {
  kill "${started[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT

fail() {
  echo "$1" >&2
  tail -n 5 "$work"/*.log >&2
  exit 1
}

# Waits 60 seconds at most for a line of a log.
await() {
  local _
  for _ in $(seq 600); do
    if grep -qs "$2" "$1"; then
      return
    fi
    sleep 0.1
  done
  fail "no '$2' in $(basename "$1")"
}

# Starts a server of $jar, without waiting for load balancers at its end, and waits for it: serve NAME SETTING...
serve() {
  java -jar "$jar" --set=server.port=0 --set=server.drain-delay=0s "${@:2}" >"$work/$1.log" 2>&1 &
  started+=($!)
  await "$work/$1.log" 'serving on'
}
