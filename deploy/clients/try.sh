#!/usr/bin/env bash
# Makes stubs for Python, Go and TypeScript as README.md says and runs the example of each against a running server.
# Needs python3 with venv, go, node and npm, and their package registries. Usage: try.sh [host:port]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
protos=$here/../../proto/src/main/proto
target=${1:-localhost:7477}
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"

python3 -m venv python
python/bin/pip install --quiet grpcio-tools grpcio-status
python/bin/python -m grpc_tools.protoc -I "$protos" --python_out=. --pyi_out=. --grpc_python_out=. \
  "$protos"/contextbudget/v1/*.proto
echo "Python"
PYTHONPATH=. python/bin/python "$here/fit.py" "$target"

npm init --yes >/dev/null
npm pkg set type=module
npm install --silent --no-fund --no-audit \
  @bufbuild/buf @bufbuild/protobuf @bufbuild/protoc-gen-es @connectrpc/connect @connectrpc/connect-node tsx
typescript='{"version":"v2","plugins":[{"local":"protoc-gen-es","opt":"target=ts","out":"gen"}]}'
npx buf generate "$protos" --template "$typescript"
npx buf generate "$here" --template "$typescript"
cp "$here/main.ts" .
echo "TypeScript"
npx tsx main.ts "$target"

export GOBIN=$work/bin
go install google.golang.org/protobuf/cmd/protoc-gen-go@latest
go install google.golang.org/grpc/cmd/protoc-gen-go-grpc@latest
PATH=$GOBIN:$PATH npx buf generate "$protos" --template '{"version":"v2","managed":{"enabled":true,"override":[
  {"file_option":"go_package_prefix","value":"example.com/you/gen"}]},"plugins":[
  {"local":"protoc-gen-go","out":"gen","opt":"paths=source_relative"},
  {"local":"protoc-gen-go-grpc","out":"gen","opt":"paths=source_relative"}]}'
rm -rf node_modules
cp "$here/main.go" .
go mod init example.com/you
go mod tidy
echo "Go"
go run . "$target"
