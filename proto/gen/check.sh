#!/usr/bin/env bash
# Makes stubs by the templates that deploy/examples/check.sh does not use, and looks for the client of each: check.sh
# BUF names buf, and PLUGINS the folder that Debian's protobuf-compiler-grpc was unpacked into, with what it needs;
# deploy/check.sh has both. Java's plugin and its protoc are those of Maven's build, and left out where they are not.
set -euo pipefail
cd "$(dirname "$0")"
: "${BUF:?the program}" "${PLUGINS:?the folder}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Runs a template and looks for a file with a call in it: made FOLDER-OF-PROGRAMS LANGUAGE FILE
made() {
  PATH=$1:$PATH "$BUF" generate ../src/main/proto --template "$2.yaml" --output "$work/$2"
  grep -qi 'fit_\?context' "$work/$2/gen/$3" || {
    echo "proto/gen/$2.yaml: no client in $3" >&2
    exit 1
  }
  echo "$2: right"
}

export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(dirname "$(find "$PLUGINS" -name 'libprotoc.so.*' -print -quit)")
made "$PLUGINS/usr/bin" cpp contextbudget/v1/context_budget_service.grpc.pb.h
made "$PLUGINS/usr/bin" php Contextbudget/V1/ContextBudgetServiceClient.php
made "$PLUGINS/usr/bin" python contextbudget/v1/context_budget_service_pb2_grpc.py
made "$PLUGINS/usr/bin" ruby contextbudget/v1/context_budget_service_services_pb.rb

repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
protoc=$(find "$repository/com/google/protobuf/protoc" -name 'protoc-*.exe' 2>/dev/null | sort -V | tail -n 1)
plugin=$(find "$repository/io/grpc/protoc-gen-grpc-java" -name 'protoc-gen-grpc-java-*.exe' 2>/dev/null | sort -V | tail -n 1)
if [ -z "$protoc" ] || [ -z "$plugin" ]; then
  echo "NOT CHECKED: java.yaml: Maven has not fetched protoc and protoc-gen-grpc-java here" >&2
  exit 3
fi
mkdir "$work/bin"
cp "$protoc" "$work/bin/protoc"
cp "$plugin" "$work/bin/protoc-gen-grpc-java"
chmod +x "$work"/bin/*
made "$work/bin" java dev/contextbudget/v1/ContextBudgetServiceGrpc.java
