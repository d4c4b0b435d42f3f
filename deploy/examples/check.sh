#!/usr/bin/env bash
# Makes the stubs of Python, Go and TypeScript as README.md says, runs the example of each and the calls of
# conformance.json in each, against one server: check.sh [JAR]
# JAR is server/target/contextbudget-server.jar if it is not given. Works in a copy, so nothing is left behind. Exits with
# 3 if what is pinned cannot be installed: that needs python3 with venv, go, node 20 with npm, and their registries.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
jar=$(realpath "${1:-$root/server/target/contextbudget-server.jar}")
work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
# A build that goes on beside this may write the jar anew.
cp "$jar" "$work/server.jar"

# With the paths that the examples know each other by.
(cd "$root" && tar --create --exclude=node_modules --exclude=gen/contextbudget --exclude=venv \
  deploy/examples proto/gen proto/src/main/proto server/src/main/resources/demo) | tar --extract --directory="$work"
cd "$work/deploy/examples"

install() {
  python3 -m venv python/venv &&
    python/venv/bin/pip install --quiet --disable-pip-version-check -r python/requirements.txt &&
    (cd go && go mod download && npx --yes @bufbuild/buf@1.74.0 --version) &&
    (cd typescript && npm ci --silent --no-fund --no-audit)
}
install || exit 3

java -XX:TieredStopAtLevel=1 -jar "$work/server.jar" --set=server.port=0 --set=admin.enabled=false \
  --set=server.drain-delay=0s >"$work/server.log" 2>&1 &
server=$!
target=
for _ in $(seq 150); do
  target=$(sed -n 's/.*\(127\.0\.0\.1:[0-9]\+\).*/\1/p' "$work/server.log" | tail -n 1)
  if [ -n "$target" ]; then
    break
  fi
  kill -0 "$server" || break
  sleep 0.2
done
if [ -z "$target" ]; then
  cat "$work/server.log" >&2
  exit 1
fi

echo "Python"
(
  cd python
  venv/bin/python -m grpc_tools.protoc -I ../../../proto/src/main/proto --python_out=. --pyi_out=. --grpc_python_out=. \
    ../../../proto/src/main/proto/contextbudget/v1/*.proto
  venv/bin/python example.py "$target"
  venv/bin/python conformance.py "$target" ../conformance.json
)
echo "Go"
(
  cd go
  go generate ./...
  go vet ./...
  go run ./example "$target"
  go run ./conformance "$target" ../conformance.json
)
echo "TypeScript"
(
  cd typescript
  npm run --silent generate
  npx tsc
  npx tsx example.ts "$target"
  npx tsx conformance.ts "$target" ../conformance.json
)
