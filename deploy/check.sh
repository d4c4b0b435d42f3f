#!/usr/bin/env bash
# Checks what is in this folder without a container engine, Envoy by live calls: check.sh [JAR]
# JAR is server/target/contextbudget-server.jar unless given. The tools, pinned here and in requirements.txt, come from
# package registries into DEPLOY_TOOLS (~/.cache/contextbudget-deploy) and stay there. Exits with 1 if something is
# wrong, and with 3 if all that could be checked is right but a tool cannot be had here.
set -euo pipefail
cd "$(dirname "$0")"
jar=$(realpath "${1:-../server/target/contextbudget-server.jar}")
tools=${DEPLOY_TOOLS:-$HOME/.cache/contextbudget-deploy}
mkdir -p "$tools"
helm_version=v3.19.0
unchecked=0

not_checked() {
  echo "NOT CHECKED: $1" >&2
  unchecked=1
}

# Installs once for each content of requirements.txt.
have_python_tools() {
  if cmp -s requirements.txt "$tools/python/requirements.txt"; then
    return
  fi
  rm -rf "$tools/python"
  python3 -m venv "$tools/python" &&
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check -r requirements.txt &&
    cp requirements.txt "$tools/python/"
}

find_dclint() {
  [ -x "$tools/npm-dclint/node_modules/.bin/dclint" ] ||
    npm install --silent --no-fund --no-audit --prefix "$tools/npm-dclint" dclint@3.1.0
}

# buf comes with Maven's build, of one version with the contract's lint; else from npm.
find_buf() {
  BUF=$PWD/../proto/target/buf/buf.exe
  if [ ! -x "$BUF" ]; then
    BUF=$tools/npm/node_modules/.bin/buf
  fi
  export BUF
  [ -x "$BUF" ] || npm install --silent --no-fund --no-audit --prefix "$tools/npm" @bufbuild/buf@1.61.0
}

# Helm is built from its sources: three minutes of two cores, once.
find_helm() {
  HELM=$tools/go-$helm_version/helm
  export HELM
  [ -x "$HELM" ] || { command -v go >/dev/null && GOBIN=$(dirname "$HELM") go install "helm.sh/helm/v3/cmd/helm@$helm_version"; }
}

# Unpacks packages of Debian, which does not install them: nothing starts. unpack FOLDER PACKAGE...
unpack() {
  command -v apt-get >/dev/null && rm -rf "$1" && mkdir -p "$1" &&
    (
      cd "$1"
      { apt-get download -qq "${@:2}" || { apt-get update -qq && apt-get download -qq "${@:2}"; }; } &&
        for package in *.deb; do dpkg-deb -x "$package" . || exit 1; done &&
        rm ./*.deb
    ) 2>/dev/null
}

find_promtool() {
  PROMTOOL=$tools/prometheus/usr/bin/promtool
  export PROMTOOL
  [ -x "$PROMTOOL" ] || unpack "$tools/prometheus" prometheus
}

# What protoc needs to make stubs, with the libraries of both.
find_plugins() {
  PLUGINS=$tools/protobuf-compiler-grpc
  export PLUGINS
  [ -x "$PLUGINS/usr/bin/grpc_ruby_plugin" ] ||
    unpack "$PLUGINS" protobuf-compiler protobuf-compiler-grpc libprotoc32 libprotobuf32 libprotobuf-dev \
      libgrpc++1.51 libgrpc29 libabsl20220623
}

# Prints the home of a JDK 25, or nothing.
find_jdk_25() {
  local home
  for home in "${JAVA_HOME:-/nowhere}" /usr/lib/jvm/*; do
    if [ -x "$home/bin/jlink" ] && "$home/bin/java" -version 2>&1 | grep -q 'version "25\b'; then
      echo "$home"
      return
    fi
  done
}

python=
if have_python_tools; then
  python=$tools/python/bin
fi

echo "-- shellcheck"
if [ -n "$python" ]; then
  git ls-files -z --cached --others --exclude-standard '*.sh' ../.ci/run ../proto/gen/check.sh | xargs -0 "$python/shellcheck"
else
  not_checked "scripts: shellcheck cannot be installed here with pip"
fi

echo "-- Envoy"
if [ -n "$python" ] && find_buf; then
  ENVOY=$python/envoy envoy/check.sh "$jar"
else
  not_checked "Envoy: it or buf cannot be installed here with pip or npm"
fi

echo "-- Helm chart"
if [ -n "$python" ] && find_helm; then
  PYTHON=$python/python helm/check.sh "$jar"
else
  not_checked "the Helm chart: Helm or kubernetes-validate cannot be installed here with go or pip"
fi

echo "-- compose"
if [ -n "$python" ] && find_dclint; then
  "$tools/npm-dclint/node_modules/.bin/dclint" --max-warnings 0 compose.yaml
  command=$("$python/python" compose_check.py compose.yaml)
  mapfile -t settings <<<"$command"
  java -jar "$jar" "${settings[@]}" --check-config >/dev/null
else
  not_checked "compose.yaml: dclint or a reader of YAML cannot be installed here with npm or pip"
fi

echo "-- stubs"
if find_buf && find_plugins; then
  verdict=0
  ../proto/gen/check.sh || verdict=$?
  if [ "$verdict" -eq 3 ]; then
    unchecked=1
  elif [ "$verdict" -ne 0 ]; then
    exit "$verdict"
  fi
else
  not_checked "proto/gen: buf or protoc's plugins cannot be had here with npm or apt-get"
fi

echo "-- Prometheus and Grafana"
if [ -n "$python" ] && find_promtool; then
  PYTHON=$python/python prometheus/check.sh "$jar"
else
  not_checked "rules and dashboard: promtool cannot be had here with apt-get, or a reader of YAML with pip"
fi

echo "-- memory"
mapfile -t limits < <(sed -n '/limits:/,/memory:/s/^ *memory: //p' helm/contextbudget/values.yaml helm/values/*.yaml
  sed -n '/^  server:/,/^$/s/^ *mem_limit: //p' compose.yaml)
image/memory.sh "${limits[@]}"

echo "-- image"
jdk25=$(find_jdk_25)
if [ -n "$python" ] && [ -n "$jdk25" ]; then
  JAVA_HOME=$jdk25 HADOLINT=$python/hadolint image/check.sh "$jar"
else
  not_checked "the image: there is no JDK 25 here, or hadolint cannot be installed with pip"
fi

[ "$unchecked" -eq 0 ] || exit 3
