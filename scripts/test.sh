#!/usr/bin/env bash
# Runs the whole suite and closes with the count of tests that had real data. Arguments go to cargo.
# With CHECKS=yes a skipped test is an error, unless the folder of real data is absent as a whole.
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
if [ "${CHECKS:-no}" = yes ] && [ -d "$data" ] && [ "$skipped" -gt 0 ]; then
  echo "error: $skipped tests were skipped, though what they need was to be installed:" >&2
  grep '^skipped: ' "$log" >&2
  status=1
fi
echo "real data: $run run, $skipped skipped"
exit $status
