# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
# tests: what the tests of sweeps in parts share: one sweep, and whether a
# result is that sweep, byte for byte. Needs lib.sh.

SOCKFIT=${SOCKFIT_BUILD:-$repo/build}/sockfit
export SOCKFIT
exec 3>&1 # for what is skipped: a test that passes is silent
# Ordinary scratch files of the programs that are started.
# shellcheck disable=SC2154 # lib.sh's
work=$lib_scratch/work
mkdir -p "$work"

# The sweep: 88 points, some of which fail.
set -- "$repo/scenarios/quickstart.yaml:after" \
  --vary limits.MEMP_NUM_NETCONN=13..20 --vary peers.browser.tabs=1..11
# Its words have no blanks.
sweep=$*

# unsharded: the sweep in one process, once, in $work/whole.*.
unsharded() {
  cd "$work" || return
  # shellcheck disable=SC2086 # words
  "$SOCKFIT" sweep $sweep --jobs 1 --json whole.json --csv whole.csv \
    --html whole.html >whole.txt
}

# same_as_unsharded TABLE: with sweep.json, .csv and .html of this folder.
same_as_unsharded() {
  for suffix in json csv html; do
    cmp "$work/whole.$suffix" "sweep.$suffix" || fail "another $suffix"
  done
  cmp "$work/whole.txt" "$1" || fail "another table"
}

the_sweep_has_points_of_both_kinds() {
  unsharded
  grep -q '^88 points, 88 runs: 12 points pass, 76 do not$' "$work/whole.txt" ||
    fail "$(cat "$work/whole.txt")"
}

# shards N: in $box; each in two processes, so that shards are divided, too.
shards() {
  for k in $(seq "$1"); do
    # shellcheck disable=SC2086 # words
    "$SOCKFIT" sweep $sweep --jobs 2 --quiet --shard "$k/$1" \
      --json "shard-$k.json"
  done
}

merge() {
  "$SOCKFIT" merge "$@" --json sweep.json --csv sweep.csv --html sweep.html \
    >table
  same_as_unsharded table
}
