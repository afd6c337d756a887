# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
# tests: what the shell tests share. Each test runs in a scratch directory of
# its own, with a copy of the scripts, and with a PATH that holds nothing but
# the programs named here and the fakes that the test makes. Reports in TAP.

set -u
repo=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
lib_scratch=$(mktemp -d)
trap 'rm -rf "$lib_scratch"' EXIT
lib_count=0
lib_failed=0

# What the scripts may use: all of it is on every Debian (git is fetch-lwip's).
lib_programs='awk basename cat chmod cmp cp cut date dirname env find flock fold git
grep ls mkdir mktemp mv od readlink rm rmdir sed sh sha256sum sleep sort tail tar
timeout touch tr xz'

# run_test FUNCTION: its name is what it shows.
run_test() {
  lib_count=$((lib_count + 1))
  box=$lib_scratch/$lib_count
  co=$box/checkout
  mkdir -p "$box/bin" "$co"
  for lib_program in $lib_programs; do
    ln -s "$(command -v "$lib_program")" "$box/bin/"
  done
  (
    set -e
    "$1"
  ) >"$box/test.log" 2>&1
  lib_status=$?
  lib_name=$(printf %s "$1" | tr _ ' ')
  if [ $lib_status = 0 ]; then
    echo "ok $lib_count - $lib_name"
  else
    lib_failed=$((lib_failed + 1))
    echo "not ok $lib_count - $lib_name"
    sed 's/^/# /' "$box/test.log"
  fi
}

finish() {
  echo "1..$lib_count"
  [ "$lib_failed" = 0 ]
}

# copy_tools: the scripts, which then read $box/os-release as the system's.
copy_tools() {
  cp -R "$repo/tools" "$repo/CMakePresets.json" "$co/"
  for lib_script in "$co"/tools/*; do
    [ -f "$lib_script" ] || continue
    sed "s#/etc/os-release#$box/os-release#" "$lib_script" >"$box/edited"
    cat "$box/edited" >"$lib_script" # keeps the mode
  done
  printf 'ID=debian\nVERSION_CODENAME=bookworm\n' >"$box/os-release"
}

# fake NAME: a program in the scratch PATH, from stdin. It can rely on $box,
# and its calls are written to $box/calls.
fake() {
  rm -f "$box/bin/$1"
  {
    printf '#!/bin/sh\nbox=%s\n' "'$box'"
    # shellcheck disable=SC2016 # expanded by the fake
    printf 'echo "%s $*" >>"$box/calls"\n' "$1"
    cat
  } >"$box/bin/$1"
  chmod +x "$box/bin/$1"
}

# start COMMAND...: runs it in the scratch environment; leaves $status, and its
# output in $box/out and $box/err.
start() {
  status=0
  env -i PATH="$box/bin" HOME="$box" LC_ALL=C ${extra_env:+"$extra_env"} \
    "$@" >"$box/out" 2>"$box/err" </dev/null || status=$?
  echo "status $status of: $*"
  sed 's/^/out: /' "$box/out"
  sed 's/^/err: /' "$box/err"
}

# --- checks; each says what it wanted ---------------------------------------

check_status() {
  [ "$status" = "$1" ] || fail "expected status $1, got $status"
}

check_stdout() {
  [ "$(cat "$box/out")" = "$1" ] || fail "expected on stdout: $1"
}

check_says() {
  grep -qF -e "$1" "$box/err" || fail "expected on stderr: $1"
}

check_called() {
  grep -qxF -e "$1" "$box/calls" 2>/dev/null || fail_calls "expected call: $1"
}

check_not_called() {
  ! grep -q -e "^$1 " "$box/calls" 2>/dev/null || fail_calls "unexpected: $1"
}

check_absent() {
  [ ! -e "$1" ] || fail "should not exist: $1"
}

fail() {
  echo "$*"
  exit 1
}

fail_calls() {
  echo "calls were:"
  cat "$box/calls"
  fail "$@"
}

# wait_for FILE: until it exists.
wait_for() {
  lib_polls=0
  until [ -e "$1" ]; do
    lib_polls=$((lib_polls + 1))
    [ "$lib_polls" -lt 600 ] || fail "never came: $1"
    sleep 0.1
  done
}
