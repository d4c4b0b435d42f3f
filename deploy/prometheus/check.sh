#!/usr/bin/env bash
# Tests the rules, and holds them and the dashboard against the /metrics of a live server, one without and one with a
# certificate: check.sh [JAR]
# PROMTOOL and PYTHON (with PyYAML) name the two programs; deploy/check.sh installs them. Ports are free ones of loopback.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jar=$(realpath "${1:-$here/../../server/target/contextbudget-server.jar}")
: "${PROMTOOL:?the program}" "${PYTHON:?the program}"
# shellcheck source=live.sh
. "$here/../live.sh"

"$PROMTOOL" check config --syntax-only "$here/prometheus.yml" >"$work/out" || {
  cat "$work/out" >&2
  exit 1
}
"$PROMTOOL" test rules "$here/rules_test.yml" >"$work/out" 2>&1 || {
  cat "$work/out" >&2
  exit 1
}

port() { sed -nE "s/.*serving on 127.0.0.1:([0-9]+), admin port ([0-9]+),.*/\\$2/p" "$work/$1.log"; }
scrape() { curl -sS --fail "http://127.0.0.1:$(port "$1" 2)/metrics" >"$work/$1.txt"; }

# Sends a message without fields, which is five bytes: call SERVICE/METHOD
call() {
  printf '\0\0\0\0\0' | curl -sS --http2-prior-knowledge -H 'content-type: application/grpc' -H 'te: trailers' \
    --data-binary @- --output /dev/null "http://127.0.0.1:$(port plain 1)/contextbudget.v1.$1"
}

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$work/key.pem" -out "$work/certificate.pem" \
  2>/dev/null
chmod 600 "$work/key.pem"
serve plain --set=admin.port=0
serve encrypted --set=admin.port=0 --set="tls.certificate=$work/certificate.pem" --set="tls.private-key=$work/key.pem"
call CatalogService/ListModels
call ContextBudgetService/CountTokens
scrape plain
scrape encrypted
for line in 'calls_total{code="OK",method="contextbudget.v1.CatalogService/ListModels"} 1.0' \
  'calls_total{code="INVALID_ARGUMENT",method="contextbudget.v1.ContextBudgetService/CountTokens"} 1.0'; do
  grep -qF "contextbudget_$line" "$work/plain.txt" || {
    echo "a call was not counted: $line" >&2
    exit 1
  }
done
# What it says of names is for ours; those of the JVM are Micrometer's.
"$PROMTOOL" check metrics <"$work/encrypted.txt" >"$work/out" 2>&1 || [ $? -eq 3 ] || {
  cat "$work/out" >&2
  exit 1
}
if grep '^contextbudget_' "$work/out" >&2; then
  exit 1
fi
"$PYTHON" "$here/check.py" "$work/plain.txt" "$work/encrypted.txt"
