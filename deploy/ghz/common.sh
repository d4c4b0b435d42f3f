#!/usr/bin/env bash
# What the scripts of this folder share: paths, tools, servers on this machine that end with the script. Sourced.
# shellcheck disable=SC2034 # used where it is sourced
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
jar=${SERVER_JAR:-$root/server/target/contextbudget-server.jar}
client=${CLIENT_JAR:-$root/client-java/target/contextbudget.jar}
tools=${DEPLOY_TOOLS:-$HOME/.cache/contextbudget-deploy}
ghz_version=v0.121.0
ghz=$tools/ghz-$ghz_version/ghz
work=$(mktemp -d)
started=()

finish() {
  local pid
  for pid in ${started[@]+"${started[@]}"}; do
    kill "$pid" 2>/dev/null || true
  done
  wait
  rm -rf "$work"
}
trap finish EXIT
# Paths in the configurations are those of the repository, which ghz takes from where it runs.
cd "$root" || exit 1

# Built from its sources by the Go module proxy, once: a minute.
find_ghz() {
  [ -x "$ghz" ] ||
    { command -v go >/dev/null && GOBIN=$(dirname "$ghz") go install "github.com/bojand/ghz/cmd/ghz@$ghz_version" >&2; }
}

# The class path of the loader, apart from a build that writes the jars anew.
copy_jars() {
  cp "$jar" "$work/server.jar"
  cp "$client" "$work/client.jar"
}

make_payloads() {
  java -cp "$work/client.jar" dev.contextbudget.client.load.Payloads server/src/main/resources/demo target/load
}

# Runs pinned to a processor where there are two and taskset, so that the loader does not eat what it measures.
on_processor() {
  local processor=$1
  shift
  if [ "$(nproc)" -ge 2 ] && command -v taskset >/dev/null; then
    exec taskset -c "$processor" "$@"
  fi
  exec "$@"
}

# Starts a server in the background; sets $pid and, when it answers, $address: start_server LOG COMMAND...
start_server() {
  local log=$1
  shift
  (on_processor 0 "$@") >"$log" 2>&1 &
  pid=$!
  started+=("$pid")
  address=
  for _ in $(seq 300); do
    address=$(sed -n 's/.*serving on \(127\.0\.0\.1:[0-9]\+\).*/\1/p' "$log" | tail -n 1)
    if [ -n "$address" ]; then
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" >&2
  return 1
}

server_flags=(-XX:ActiveProcessorCount=1 -XX:+UseG1GC -Xms1g -Xmx1g)
settings=(server.port=0 admin.enabled=false server.drain-delay=0s)

loader() {
  (on_processor 1 java -XX:ActiveProcessorCount=1 -Xms2g -Xmx2g -XX:MaxDirectMemorySize=3g -cp "$work/client.jar" dev.contextbudget.client.load.Loader "$@")
}
