# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
# tools: messages. Sourced by the other scripts here; everything goes to
# stderr, because stdout belongs to the program that is set up.

say() {
  printf 'sockfit: %s\n' "$*" >&2
}

# Exit status 3: the harness failed, as for sockfit itself.
die() {
  say "$@"
  exit 3
}

# show_end LOG: the last lines of a log (- for stdin), set off from our own.
show_end() {
  tail -n 25 "$1" 2>/dev/null | sed 's/^/  | /' >&2
}
