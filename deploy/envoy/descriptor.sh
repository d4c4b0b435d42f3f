#!/usr/bin/env bash
# Writes the descriptor set that the JSON transcoder of envoy.yaml reads, from proto/ as it stands: descriptor.sh FILE
# With google.rpc's error details, so that an error is told in JSON with its reason and fields. BUF names a buf; without
# one it comes with npx, from the npm registry.
set -euo pipefail
if [ $# -ne 1 ]; then
  echo "usage: descriptor.sh FILE" >&2
  exit 2
fi
out=$(realpath "$1")
cd "$(dirname "$0")/../.."
if [ -n "${BUF:-}" ]; then
  buf=("$(realpath "$BUF")")
else
  buf=(npx --yes @bufbuild/buf@1.61.0) # buf.version of proto/pom.xml
fi
"${buf[@]}" build . --as-file-descriptor-set --exclude-source-info --output "$out#format=binpb" --config \
  '{"version":"v2","modules":[{"path":"proto/src/main/proto"},{"path":"deploy/envoy"}]}'
