# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154,SC2034 # by the caller, for the caller
# bench: how each row is measured. A row is a function that measures once and
# prints "ROW WALL PROCESSOR" lines: of rates the count by the seconds. "ROW
# missing WHY" where it cannot be measured here. rows.json says what they are.
#
# Set by the caller: here, root, sockfit, programs (bench_*), scratch.

# rate ROW COMMAND...: it prints a count, wall and processor seconds.
rate() {
  rate_row=$1
  shift
  if rate_printed=$("$@" 2>/dev/null); then
    echo "$rate_printed" | awk -v row="$rate_row" '
      { print row, $1 / $2, ($3 > 0 ? $1 / $3 : "null") }'
  elif [ $? = 77 ]; then
    echo "$rate_row missing needs CAP_NET_ADMIN or user namespaces"
  else
    echo "$rate_row missing it failed"
  fi
}

# took ROW COMMAND...: a command of which any end but "not held" is a failure.
took() {
  took_row=$1
  shift
  "$programs/bench_took" "$@" | awk -v row="$took_row" '
    $4 > 1 { print row, "missing it failed"; next }
    { print row, $1, $2 }'
}

# with_memory ROW COMMAND...: ROW and ROW_memory.
with_memory() {
  with_row=$1
  shift
  "$programs/bench_took" --memory "$@" | awk -v row="$with_row" '
    $4 > 0 { print row, "missing it failed"; next }
    { print row, $1, $2; print row "_memory", $3, "null" }'
}

row_connections() {
  rate connections "$programs/bench_connections" 5000
}

row_connections_o2() {
  rate connections_o2 env SOCKFIT_IMAGE_CFLAGS=-O2 \
    "$programs/bench_connections" 5000
}

row_pthreads() {
  rate pthreads timeout 60 "$programs/bench_pthreads" 500
}

row_linux() {
  rate linux "$here/linux_veth" "$programs/bench_linux" 1000
}

ns3_missing="ns-3 is not installed (Debian: libns3-dev)"

row_ns3() {
  if [ -x "$programs/bench_ns3_connections" ]; then
    rate ns3 "$programs/bench_ns3_connections" 500
  else
    echo "ns3 missing $ns3_missing"
  fi
}

row_ns3_hosts() {
  if [ -x "$programs/bench_ns3_hosts" ]; then
    with_memory ns3_hosts "$programs/bench_ns3_hosts"
  else
    echo "ns3_hosts missing $ns3_missing"
    echo "ns3_hosts_memory missing $ns3_missing"
  fi
}

row_tap() {
  rate tap "$here/tap" sockfit "$scratch"
}

row_tap_pthreads() {
  rate tap_pthreads "$here/tap" pthreads "$scratch"
}

row_tap_kernel() {
  rate tap_kernel "$here/tap" kernel "$scratch"
}

# The share of a core is the figure; there is no other.
row_idle() {
  if idle_printed=$("$here/tap" idle "$scratch" 2 2>/dev/null); then
    echo "$idle_printed" | awk '{ print "idle", 100 * $2 / $1, "null" }'
  else
    echo "idle missing needs CAP_NET_ADMIN or user namespaces"
  fi
}

row_day() {
  took day "$sockfit" run "$here/scenarios/day.yaml"
}

row_day_pcap() {
  took day_pcap "$sockfit" run "$here/scenarios/day.yaml" \
    --pcap "$scratch/day.pcap"
}

row_hosts() {
  with_memory hosts "$sockfit" run "$here/scenarios/hosts.yaml"
}

row_verdict() {
  took verdict "$sockfit" run "$root/scenarios/quickstart.yaml:before"
}

# A cache of its own, that is empty; then one that has another limit's image.
changed_limit=20
row_cold() {
  rm -rf "$scratch/cold"
  took cold env XDG_CACHE_HOME="$scratch/cold" \
    "$sockfit" run "$here/scenarios/one.yaml"
  changed_limit=$((changed_limit + 1))
  took changed env XDG_CACHE_HOME="$scratch/cold" "$sockfit" run \
    "$here/scenarios/one.yaml" --set "limits.MEMP_NUM_NETCONN=$changed_limit"
}

row_upstream_cold() {
  took upstream_cold "$here/upstream_image" "$root" "$scratch" |
    sed 'p; s/cold/changed/' # both are everything
}

row_suite() {
  # shellcheck disable=SC2046 # no name here has a space
  took suite "$sockfit" run --jobs "$(nproc)" $(find \
    "$root/scenarios/quickstart.yaml" "$root/scenarios/incidents" \
    "$root/scenarios/features" -name '*.yaml' | sort)
}

row_fit() {
  took fit "$sockfit" fit "$root/scenarios/quickstart.yaml:after" --seeds 20
}

row_explore() {
  took explore "$sockfit" explore "$root/scenarios/quickstart.yaml:after" \
    --seeds 20 -o "$scratch/explored"
}

# In the order of a round; each beside what it is compared with.
all_rows="connections connections_o2 pthreads linux ns3 tap tap_pthreads
tap_kernel idle day day_pcap hosts ns3_hosts verdict cold upstream_cold suite fit explore"
# Once before all rounds: their images are compiled outside the measurement.
rows_with_images="connections connections_o2 tap idle day hosts verdict suite fit explore"
