#!/usr/bin/env bash
# Starts a server and Envoy with envoy.yaml and calls the one through the other in gRPC-Web, gRPC and JSON:
# check.sh [JAR]
# ENVOY and BUF name the two programs; deploy/check.sh installs them. Ports are free ones of loopback.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jar=$(realpath "${1:-$here/../../server/target/contextbudget-server.jar}")
: "${ENVOY:?the program}" "${BUF:?the program}"
# shellcheck source=live.sh
. "$here/../live.sh"

# Checks that an answer of curl, its status on the last line, has a status and holds a text.
want() {
  if [ "${1##*$'\n'}" != "$2" ] || [[ $1 != *"$3"* ]]; then
    fail "wanted $2 with '$3', got: ${1:0:2000}"
  fi
}

"$here/descriptor.sh" "$work/contextbudget.binpb"
serve server --set=admin.enabled=false
upstream=$(sed -n 's/.*serving on 127.0.0.1:\([0-9]*\),.*/\1/p' "$work/server.log")

sed -e "s#/etc/envoy/contextbudget.binpb#$work/contextbudget.binpb#" \
  -e "s#{address: server, port_value: 7477}#{address: 127.0.0.1, port_value: $upstream}#" \
  -e 's#{address: 0.0.0.0, port_value: 8080}#{address: 127.0.0.1, port_value: 0}#' \
  -e 's#{address: 127.0.0.1, port_value: 9901}#{address: 127.0.0.1, port_value: 0}#' \
  "$here/envoy.yaml" >"$work/envoy.yaml"
"$ENVOY" --mode validate --log-level warning --config-path "$work/envoy.yaml" || fail "envoy.yaml is wrong"
"$ENVOY" --log-level info --concurrency 1 --use-dynamic-base-id --config-path "$work/envoy.yaml" \
  --admin-address-path "$work/admin" >"$work/envoy.log" 2>&1 &
started+=($!)
await "$work/envoy.log" 'starting workers'
port=$(curl -sS "http://$(cat "$work/admin")/listeners?format=json" | grep -o '"port_value": *[0-9]*' | grep -o '[0-9]*$')
address=http://127.0.0.1:$port
service=contextbudget.v1.ContextBudgetService
question='{"model":"gpt-4o","components":[{"id":"q","kind":"COMPONENT_KIND_USER_INPUT","text":{"value":"What is a token?"}}]}'
post() { curl -sS --max-time 20 -w '\n%{http_code}' -H 'content-type: application/json' "$@"; }

for protocol in grpcweb grpc; do
  options=(--protocol "$protocol" --schema "$work/contextbudget.binpb" --data "$question")
  if [ "$protocol" = grpc ]; then
    options+=(--http2-prior-knowledge)
  fi
  answer=$("$BUF" curl "${options[@]}" "$address/$service/CountTokens" 2>&1) || fail "$protocol: $answer"
  [[ $answer == *'"totalTokens":'* ]] || fail "$protocol: $answer"
  echo "$protocol: answered"
done

want "$(post --data "$question" "$address/$service/CountTokens")" 200 '"total_tokens":'
want "$(post --data '{}' "$address/$service/CountTokens")" 400 '"field":"model"'
want "$(post --data '{"model":' "$address/$service/CountTokens")" 400 ''
echo "JSON: answered, an error with its reason"

# Each bound answers for itself and leaves the server alone.
want "$(post -H "x-long: $(printf '%07000d' 0)" --data "$question" "$address/$service/CountTokens")" 431 ''
{
  printf '{"model":"gpt-4o","components":[{"id":"q","text":{"value":"'
  head -c 26000000 /dev/zero | tr '\0' 'a'
  printf '"}}]}'
} >"$work/large.json"
want "$(post --data-binary "@$work/large.json" "$address/$service/CountTokens")" 413 ''
want "$(post --data '{}' "$address/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")" 404 ''
want "$(post --data "$question" "$address/$service/CountTokens")" 200 '"total_tokens":'
echo "bounds: a long header, a large body and another service refused"

# A browser asks first whether the page may call.
preflight() {
  curl -sS --max-time 20 -X OPTIONS -D - -o /dev/null -H "origin: $1" -H 'access-control-request-method: POST' \
    "$address/$service/CountTokens"
}
[[ $(preflight http://localhost:3000) == *'access-control-allow-origin: http://localhost:3000'* ]] || fail "CORS: refused"
[[ $(preflight http://elsewhere.example) != *access-control-allow-origin* ]] || fail "CORS: allowed to anyone"
echo "CORS: the named page alone"
