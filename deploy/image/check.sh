#!/usr/bin/env bash
# Assembles what the image runs and starts it as the image does, with 512 MiB and, for root, as user 65532; then with a
# cache that does not fit, which has to be refused: check.sh [JAR]
# JAVA_HOME is a JDK 25. HADOLINT names the linter of the Dockerfile; deploy/check.sh installs it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jar=$(realpath "${1:-$here/../../server/target/contextbudget-server.jar}")
: "${JAVA_HOME:?a JDK 25}" "${HADOLINT:?the program}"
"$HADOLINT" --failure-threshold style "$here/Dockerfile"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
"$here/assemble.sh" "$jar" "$work/opt" >"$work/assemble.log" 2>&1 || {
  cat "$work/assemble.log" >&2
  exit 1
}

# The entry point as the Dockerfile has it, elsewhere.
entry=$(sed -e ':a' -e '/\\$/N; s/\\\n//; ta' "$here/Dockerfile" | sed -n 's/^ENTRYPOINT \[\(.*\)\]$/\1/p' | tail -n 1 |
  tr -d '",' | sed "s#/opt/contextbudget#$work/opt#g")
read -ra command <<<"$entry"
as=()
if [ "$(id -u)" -eq 0 ]; then
  as=(setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs)
fi

# Runs the demo by the entry point as if in a container of 512 MiB, with more flags of the JVM, of which the last counts.
demo() {
  timeout 60 env -C / "${as[@]}" "${command[@]:0:2}" -XX:MaxRAM=512m "$@" "${command[@]:2}" demo >"$work/demo.log" 2>&1
}

demo || {
  tail -n 20 "$work/demo.log" >&2
  exit 1
}
if demo -XX:-UseCompactObjectHeaders; then
  echo "a cache that does not fit is taken, or left out without a word" >&2
  exit 1
fi
grep -q 'AOT cache' "$work/demo.log" || {
  echo "not refused for its cache: $(tail -n 5 "$work/demo.log")" >&2
  exit 1
}
echo "image: starts with its cache in 512 MiB, refuses a cache that does not fit"
