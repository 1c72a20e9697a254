#!/usr/bin/env bash
# Runs the whole suite and closes with the count of tests that had real data. Arguments go to cargo.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p target
log=target/test-output.txt

cargo test --locked --workspace "$@" -- --show-output >"$log" 2>&1
status=$?
grep -E '^(test result|     Running|   Doc-tests|skipped:|real data:)' "$log"
if [ $status -ne 0 ]; then
  grep -vE '^test .* ok$' "$log" | tail -n 150
  exit $status
fi

run=$(grep -c '^real data: ' "$log")
skipped=$(grep -c '^skipped: ' "$log")
data=${FLUXLEDGER_DATA:-../shared/data}
if [ "${CI:-}" = true ] && [ -d "$data" ] && [ "$skipped" -gt 0 ]; then
  echo "error: $skipped tests skipped their real data though it is there" >&2
  status=1
fi
echo "real data: $run run, $skipped skipped"
exit $status
