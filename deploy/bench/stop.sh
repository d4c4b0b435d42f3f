#!/usr/bin/env bash
# For how long a worker goes on with a call that its caller has given up, or whose deadline has passed, at a random moment:
# CPU of the worker and time, in milliseconds, by kind of call and by what it was at. Fails if any burnt more than 50, or if a kind was
# never measured: many of the short ones are over before they can be ended, so give them calls enough.
#
#   deploy/bench/stop.sh [CALLS OF EACH KIND AND ENDING] [PART OF THE NAME OF KINDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
mvn -q -B -pl server -am -Pbench verify -DskipTests -Djmh.main=dev.contextbudget.edge.StopReport \
  -Djmh.args="${1:-100} ${2:-}"
