#!/usr/bin/env bash
# Adds up the memory that jvm.flags allow under a limit, and fails above 85 % of it: memory.sh LIMIT... (512Mi, 2Gi, 512m)
# The rest is for what no flag bounds: the collector, symbols, native libraries.
set -euo pipefail
flags=$(dirname "$0")/jvm.flags
# Above those of a server at work with 16 admin and 2 x 4 event-loop threads.
threads=64

# Prints the number of a flag, such as -XX:MaxMetaspaceSize=64m.
number() {
  local value
  value=$(sed -n "s/^$1\([0-9]*\)$2\$/\1/p" "$flags")
  [ -n "$value" ] || {
    echo "jvm.flags: no $1 in $2" >&2
    exit 1
  }
  echo "$value"
}

heap=$(number -XX:MaxRAMPercentage= '')
direct=$(number -XX:MaxDirectMemorySize= m)
metaspace=$(number -XX:MaxMetaspaceSize= m)
code=$(number -XX:ReservedCodeCacheSize= m)
stack=$(number -Xss k)
for limit in "$@"; do
  case $limit in
    *Gi | *g) mebibytes=$((${limit%[Gg]*} * 1024)) ;;
    *Mi | *m) mebibytes=${limit%[Mm]*} ;;
    *)
      echo "want a limit such as 512Mi, got $limit" >&2
      exit 2
      ;;
  esac
  sum=$((mebibytes * heap / 100 + direct + metaspace + code + threads * stack / 1024))
  percent=$(((sum * 100 + mebibytes - 1) / mebibytes))
  echo "$limit: $sum MiB, $percent %"
  if [ "$percent" -gt 85 ]; then
    echo "the flags of the JVM allow more than 85 % of $limit" >&2
    exit 1
  fi
done
