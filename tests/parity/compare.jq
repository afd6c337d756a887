# SPDX-License-Identifier: BSD-3-Clause
# tests, parity: one variant in both worlds: the last cell of its row in
# docs/parity.md, where the rules are. $virtual, $tap, $peers: arrays of one.

def refusals:
  [.refusals[] | "\(.consumer) \(.call) \(.errno)"] | group_by(.)
  | map({key: .[0], value: length}) | from_entries;

# Reset or closed: one thing, not served.
def seen: {attempts, served, turned_away: (.reset + .closed), timeout, lost};

# How often a peer that stays until the end asks is up to how long answers
# take: what may differ is an attempt in 50, at least one.
def near($a; $b): ($a - $b | fabs) <= ([1, ([$a, $b] | max) / 50] | max);

def refusals_differ($v; $t):
  ($v | refusals) as $a | ($t | refusals) as $b
  | [($a + $b | keys[]) | select(near($a[.] // 0; $b[.] // 0) | not)
     | "\(.): \($a[.] // 0) and \($b[.] // 0)"];

def expectations_differ($v; $t):
  [range($v.expectations | length) as $i
   | ($v.expectations[$i]) as $a | ($t.expectations[$i]) as $b
   | select($b.held != null and $a.held != $b.held)
   | "line \($a.line): \($a.held) and \($b.held) (\($b.found))"];

def peers_differ($v; $p):
  [range($v.peers | length) as $i
   | ($v.peers[$i] | seen) as $a | ($p.peers[$i] | seen) as $b
   | ($a | keys[]) | select(near($a[.]; $b[.]) | not)
   | "\($v.peers[$i].name) \(.): \($a[.]) and \($b[.])"];

$virtual[0] as $v | $tap[0].runs[0] as $t | $peers[0] as $p
| [if $v.verdict != $t.verdict
   then "verdict: \($v.verdict) and \($t.verdict)" else empty end,
   if $v.sockets.peak != $t.sockets.peak
   then "peak: \($v.sockets.peak) and \($t.sockets.peak)" else empty end]
  + refusals_differ($v; $t) + expectations_differ($v; $t)
  + peers_differ($v; $p)
| if length == 0 then "same" else "DIFFERS: " + join("; ") end
