# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154 # root is the sourcing script's
# tools: the set-up that tools/sockfit and tools/test share, sourced with
# $root set to the checkout. Writes to build/ and, through apt-get, installs
# what tools/packages lists. Nothing here is done twice: every step looks at
# what is there, so that a set-up that was interrupted goes on where it was.

. "$root/tools/common.sh"

setup_log=$root/build/setup.log

# True when build/sockfit is what the sources say. This runs at every start, so
# it must be cheap: one find, where asking ninja takes many times as long. The
# directories count too, since adding or removing a file changes theirs.
setup_is_current() {
  [ -x "$root/build/sockfit" ] && [ -f "$root/build/.ready" ] || return 1

  # A checkout that was moved has its old paths all over build/.
  read -r setup_ready_root <"$root/build/.ready" || return 1
  [ "$setup_ready_root" = "$root" ] || return 1

  set -- "$root"/build/lwip/*/.sockfit-verified
  [ -f "$1" ] || return 1

  set --
  for setup_input in CMakeLists.txt CMakePresets.json cmake sim lwip-port \
    tools; do
    [ ! -e "$root/$setup_input" ] || set -- "$@" "$root/$setup_input"
  done
  [ -z "$(find "$@" -newer "$root/build/.ready")" ]
}

# setup run|test: everything up to a finished build. Exits with status 3 and one
# message that says why when it cannot. Call it in a subshell: that holds the
# lock and may change the directory.
setup() {
  setup_began_s=$(date +%s)
  setup_fresh=
  setup_take_lock
  if [ "$1" = run ] && setup_is_current; then
    return # somebody else did it while we waited
  fi

  : >"$setup_log"
  # Dated before the build: what is edited from here on is built next time.
  printf '%s\n' "$root" >"$root/build/.ready.new"

  setup_packages "$1"
  setup_compiler
  "$root/tools/fetch-lwip" 9>&- || exit 3
  [ "$1" = run ] || setup_npm
  setup_configure "$1"
  setup_build "$1"

  mv "$root/build/.ready.new" "$root/build/.ready"
  if [ -n "$setup_fresh" ]; then
    say "ready after $(($(date +%s) - setup_began_s)) s"
  fi
}

# One set-up at a time for each checkout. The lock is descriptor 9 and goes
# when the (sub)shell does; no command inherits it, or a daemon that a package
# starts would hold it for ever.
setup_take_lock() {
  command -v flock >/dev/null || die "flock is missing (package util-linux)"
  { mkdir -p "$root/build" && : >>"$root/build/.lock"; } 2>/dev/null ||
    die "cannot write to $root/build"
  exec 9>"$root/build/.lock"
  flock -n 9 && return
  say "waiting for another set-up in $root"
  flock 9
}

# setup_step WHAT COMMAND...: one line for the user, the output for the log.
setup_step() {
  setup_what=$1
  shift
  say "$setup_what"
  "$@" >>"$setup_log" 2>&1 </dev/null 9>&- && return
  say "$setup_what: failed; the end of $setup_log:"
  show_end "$setup_log"
  exit 3
}

# --- packages --------------------------------------------------------------

setup_packages() {
  case $1 in
  run) setup_sections="run" ;;
  test) setup_sections="run test" ;;
  esac
  # On Debian lwIP comes from the archive, elsewhere from upstream's git; and
  # some packages for tests are Debian's alone.
  if ! grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
    setup_sections="$setup_sections clone"
  elif [ "$1" = test ]; then
    setup_sections="$setup_sections test-debian"
  fi
  # Newer ones than Debian's are as good.
  if [ "$1" = test ]; then
    command -v node >/dev/null || setup_sections="$setup_sections test-node"
    command -v npm >/dev/null || setup_sections="$setup_sections test-npm"
  fi
  # shellcheck disable=SC2086 # the sections are words
  setup_wanted=$(setup_listed $setup_sections)

  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    setup_elsewhere
    return
  fi
  setup_missing=$(setup_not_installed)
  [ -n "$setup_missing" ] || return 0
  # shellcheck disable=SC2086 # the packages are words
  set -- $setup_missing
  [ "${SOCKFIT_NO_INSTALL:-0}" = 0 ] ||
    die "SOCKFIT_NO_INSTALL is set, and these packages are missing: $*"
  setup_fresh=yes
  setup_install "$@"
}

# setup_listed SECTION...: the packages of these sections, one a line.
setup_listed() {
  awk -v sections=" $* " '/^[^#]/ {
    count = split($1, section, ",")
    for (i = 1; i <= count; i++)
      if (index(sections, " " section[i] " ")) { print $2; break }
  }' "$root/tools/packages"
}

setup_not_installed() {
  # shellcheck disable=SC2016,SC2086 # dpkg-query's own variables; words
  setup_installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' \
    $setup_wanted 2>/dev/null | sed -n 's/^installed //p')
  printf '%s\n' "$setup_wanted" | grep -vxF -e "$setup_installed" || :
}

setup_install() {
  if [ "$(id -u)" = 0 ]; then
    setup_as_root=
  elif command -v sudo >/dev/null; then
    setup_as_root=sudo
  else
    die "no sudo; as root, run:" \
      "apt-get install --no-install-recommends $*"
  fi
  say "installing missing Debian packages${setup_as_root:+ with sudo}:"
  printf '%s\n' "$*" | fold -s -w 70 | sed 's/^/  /; s/ $//' >&2

  # A fresh container has no package lists and an old machine has stale ones:
  # in both cases the first try fails at once and the second does not.
  if ! setup_apt_get install "$@" >>"$setup_log" 2>&1; then
    setup_step "refreshing the package lists" setup_apt_get update
    setup_step "installing $# packages" setup_apt_get install "$@"
  fi
  setup_missing=$(setup_not_installed)
  # shellcheck disable=SC2086 # one line of words
  [ -z "$setup_missing" ] || die "apt-get did not install:" $setup_missing
}

# Without questions (tshark has one) and without what is only recommended.
setup_apt_get() {
  $setup_as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
    --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" \
    </dev/null 9>&-
}

# Not a Debian: nothing can be installed from here, and what is missing shows
# only when it is used. So say what is needed, and stop where it is certain.
setup_elsewhere() {
  # shellcheck disable=SC2086 # one line of words
  say "no apt-get here; needed, by Debian's names:" $setup_wanted
  for setup_program in cmake ninja; do
    command -v "$setup_program" >/dev/null || die "$setup_program is missing"
  done
}

# What only some tests use must not keep the others from running: they are
# skipped then, but not in CI.
setup_npm() {
  "$root/tools/npm-packages" 9>&- && return
  [ "${CI:-}" != true ] || exit 3
  say "tests that need npm packages are skipped"
}

# --- build -----------------------------------------------------------------

# CMake says this too, on thirty lines.
setup_compiler() {
  for setup_program in "${CC:-cc}" gcc clang; do
    # CC may carry options.
    ! command -v "${setup_program%% *}" >/dev/null || return 0
  done
  die "no C compiler: neither ${CC:-cc} nor gcc nor clang is in PATH" \
    "(package gcc)"
}

setup_configure() {
  setup_testing=OFF
  [ "$1" = run ] || setup_testing=ON
  ! setup_is_configured "$setup_testing" || return 0
  setup_fresh=yes
  cd "$root" || die "cannot enter $root"
  setup_step "configuring" \
    cmake --preset default --fresh "-DSOCKFIT_TESTS=$setup_testing"
}

# Configured here (not before the checkout was moved) and, for the tests, with
# them. The launcher leaves the tests in when they are.
setup_is_configured() {
  setup_cache=$root/build/CMakeCache.txt
  [ -f "$root/build/build.ninja" ] || return 1
  grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$setup_cache" || return 1
  [ "$1" = OFF ] || grep -qx 'SOCKFIT_TESTS:[A-Z]*=ON' "$setup_cache"
}

setup_build() {
  if [ "$1" = run ]; then
    setup_step "building" cmake --build "$root/build" --target sockfit
  else
    setup_step "building sockfit and its tests" cmake --build "$root/build"
  fi
}
