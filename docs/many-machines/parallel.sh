#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# parallel.sh PARTS FILE[:VARIANT] OPTION...: a sweep in PARTS parts through GNU
# Parallel; then the parts are joined, and the table is printed.
#
#   HOSTS    where: a list for --sshlogin such as "4/build1,4/build2" (default
#            ":", this machine); they see this folder under the same name
#   SOCKFIT  the program (default: sockfit)
#
# A part that was killed is started again and goes on where it was.
set -eu
parts=$1
shift
sockfit=${SOCKFIT:-sockfit}
seq "$parts" |
  parallel --quote --will-cite --sshlogin "${HOSTS:-:}" --workdir "$PWD" \
    --retries 3 "$sockfit" sweep "$@" --jobs 1 --resume --quiet \
    --shard "{}/$parts" --json "shard-{}.json" >&2
# shellcheck disable=SC2046 # no name here has a blank
exec "$sockfit" merge $(seq -f 'shard-%.0f.json' "$parts") --json sweep.json \
  --csv sweep.csv --html sweep.html
