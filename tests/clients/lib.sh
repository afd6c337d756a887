# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh source-path=SCRIPTDIR source=../tools/lib.sh
# shellcheck disable=SC2034,SC2154 # shared with the suites and with that one
# tests: what the tests with real programs share. Sourced first of all, with
# the programs in $programs that the suite cannot do without. The suite goes on
# in a network namespace of its own, which has the device's TAP interface, the
# servers and nothing else; all of it goes with the last process. Where that is
# impossible, or a program is missing, the suite is skipped with the reason
# (77), and fails in CI. Real time passes; nothing is said about how much.

skip_all() {
  echo "1..0 # SKIP $*"
  [ "${CI:-}" = true ] && exit 1
  exit 77
}

# Servers that are unpacked for the tests, and servers that users do not have in
# their PATH.
PATH=$PATH:/usr/sbin:/sbin
lib_here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
lib_unpacked=$lib_here/../../build/debian
if [ -d "$lib_unpacked" ]; then
  PATH=$PATH:$lib_unpacked/usr/bin:$lib_unpacked/usr/sbin
  for lib_folder in "$lib_unpacked"/usr/lib/*-linux-gnu* \
    "$lib_unpacked"/lib/*-linux-gnu*; do
    [ ! -d "$lib_folder" ] ||
      LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$lib_folder
  done
  export PATH ${LD_LIBRARY_PATH:+LD_LIBRARY_PATH}
fi

for lib_program in ip ping jq timeout $programs; do
  command -v "$lib_program" >/dev/null || skip_all "no $lib_program here"
done

# needs_npm is a package that tools/npm-packages brings.
npm=$lib_here/../../build/npm/node_modules
[ -z "${needs_npm:-}" ] || [ -d "$npm/$needs_npm" ] ||
  skip_all "no npm package $needs_npm here (tools/npm-packages)"

# As root, as root of a user namespace, or, in CI, as root by sudo.
if [ "${SOCKFIT_IN_NAMESPACE:-}" != yes ]; then
  export SOCKFIT_IN_NAMESPACE=yes
  [ -w /dev/net/tun ] || [ "${CI:-}" = true ] || skip_all "no /dev/net/tun here"
  unshare -n true 2>/dev/null && exec unshare -n "$0" "$@"
  unshare -rn true 2>/dev/null && exec unshare -rn "$0" "$@"
  [ "${CI:-}" = true ] && sudo -n true 2>/dev/null &&
    exec sudo -nE unshare -n "$0" "$@"
  skip_all "needs root, or user namespaces"
fi
. "$lib_here/../tools/lib.sh"

sockfit=${SOCKFIT_BUILD:-$repo/build}/sockfit
device=198.18.0.1
device6='fe80::ff:fe00:1%sockfit0'
us=198.18.255.254 # this side, and so the address of our servers
ip link set lo up

# device_begin SCENARIO [ARGUMENT...]: serves tests/clients/SCENARIO beside us
# until device_end. It is there when it answers.
device_begin() {
  lib_scenario=$lib_here/$1
  shift
  "$sockfit" serve "$lib_scenario" --json "$box/json" --pcap "$box/pcap" "$@" \
    >"$box/out" 2>"$box/err" </dev/null &
  served=$!
  # A test that fails goes away without it.
  trap 'kill -9 "$served" $servers 2>/dev/null || :' EXIT
  servers=
}

# device_up: until it answers to a ping, which with DHCP takes some seconds.
device_up() {
  lib_polls=0
  until ping -n -c 1 -W 1 "$device" >/dev/null 2>&1; do
    kill -0 "$served" 2>/dev/null || fail "it has ended: $(cat "$box/err")"
    lib_polls=$((lib_polls + 1))
    [ "$lib_polls" -lt 120 ] || fail "no answer from the device"
    sleep 0.1
  done
}

# device_end: as by Ctrl-C. Leaves $status and the result in $box/json.
device_end() {
  status=0
  kill -INT "$served"
  wait "$served" || status=$?
  sed 's/^/out: /' "$box/out"
  tail -n 30 "$box/err" | sed 's/^/err: /'
}

# server_begin NAME COMMAND...: a real server beside us, its words in
# $box/NAME.log; leaves its pid in $server.
server_begin() {
  lib_log=$box/$1.log
  : >"$lib_log" # at once: nobody may read what the one before it said
  shift
  "$@" >"$lib_log" 2>&1 </dev/null &
  server=$!
  servers="$servers $server"
}

# server_end SIGNAL: the last one begun, and its end is waited for.
server_end() {
  kill "-$1" "$server"
  wait "$server" || :
}

# await WHAT COMMAND...: until the command succeeds; a bound that only a hang
# meets.
await() {
  lib_what=$1
  shift
  lib_polls=0
  until "$@" >/dev/null 2>&1; do
    lib_polls=$((lib_polls + 1))
    [ "$lib_polls" -lt 600 ] || fail "never: $lib_what"
    sleep 0.1
  done
}

# device_up6: the same by IPv6, which also waits until this side is sure that
# nobody else has its address.
device_up6() {
  await 'an answer by IPv6' ping -n -c 1 -W 1 "$device6"
}

# bounded COMMAND...: a client that must come to an end. Leaves its exit status
# in $client, its output in $box/client.
bounded() {
  client=0
  timeout -k 1 60 "$@" >"$box/client" 2>"$box/client.err" </dev/null ||
    client=$?
  echo "status $client of: $*"
  head -c 2000 "$box/client" | sed 's/^/client: /'
  head -c 2000 "$box/client.err" | sed 's/^/client: /'
}

check_client() {
  [ "$client" = "$1" ] || fail "expected the client's status $1, got $client"
}

check_got() {
  grep -q -e "$1" "$box/client" || fail "the client did not get: $1"
}

# check_result FILTER VALUE: of jq on the run's result.
check_result() {
  lib_value=$(jq -c "$1" "$box/json")
  [ "$lib_value" = "$2" ] || fail "$1 is $lib_value, expected $2"
}

check_held() {
  check_status 0
  check_result '.runs[0].verdict' '"pass"'
}
