#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# parallel.sh PARTS COMMAND FILE[:VARIANT] OPTION...: a sweep, fit or explore in
# PARTS parts through GNU Parallel; then the parts are joined, and the result is
# printed: COMMAND.json, sweep's .csv and .html, and what explore found in found/.
#
#   HOSTS    where: a list for --sshlogin such as "4/build1,4/build2" (default
#            ":", this machine); they see this folder under the same name
#   SOCKFIT  the program (default: sockfit)
#
# A part that was killed is started again and goes on where it was. That it has
# found something (exit status 1) is no reason to.
set -eu
parts=$1
command=$2
shift 2
sockfit=${SOCKFIT:-sockfit}
part='' whole=''
case $command in
sweep) whole='--csv sweep.csv --html sweep.html' ;;
explore) part='-o found-@part@' whole='-o found' ;;
fit) ;;
*) echo "not sweep, fit or explore: $command" >&2 && exit 2 ;;
esac
# shellcheck disable=SC2016,SC2086 # the inner shell's; words
seq "$parts" |
  parallel --quote --will-cite --sshlogin "${HOSTS:-:}" --workdir "$PWD" \
    --retries 3 -I @part@ sh -c '"$@" || [ $? -eq 1 ]' part \
    "$sockfit" "$command" "$@" --jobs 1 --resume --quiet \
    --shard "@part@/$parts" --json "shard-@part@.json" $part >&2
# shellcheck disable=SC2046,SC2086 # no name here has a blank
exec "$sockfit" merge $(seq -f 'shard-%.0f.json' "$parts") \
  --json "$command.json" $whole
