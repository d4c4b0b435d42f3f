#!/usr/bin/env bash
# Fits the ratios and margins of estimates to the committed samples and prints them as they stand in tokenizers.yaml,
# with the samples that decide each margin and what bounds come to by the truth. Half a minute; always the same.
#
#   deploy/bench/estimates.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
mvn -q -B -pl server -am -Pbench verify -DskipTests -Djmh.main=dev.contextbudget.tokenizer.EstimateReport -Djmh.args=
