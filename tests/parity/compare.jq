# SPDX-License-Identifier: BSD-3-Clause
# tests, parity: one variant in both worlds: the last cell of its row in
# docs/parity.md, where the rules are. $virtual, $tap, $peers: arrays of one.

def refusals:
  [.refusals[] | "\(.consumer) \(.call) \(.errno)"] | group_by(.)
  | map({key: .[0], value: length}) | from_entries;

# Reset or closed: one thing, not served.
def seen: {attempts, served, turned_away: (.reset + .closed), timeout, lost};

# How often a peer that stays until the end asks is up to how long answers
# take: of 10 and more one may be missing, and of 50 one for each 50. Fewer are
# equal.
def near($a; $b):
  ([$a, $b] | max) as $most
  | ($a - $b | fabs)
    <= (if $most < 10 then 0 else [1, ($most / 50 | floor)] | max end);

def refusals_differ($v; $t):
  ($v | refusals) as $a | ($t | refusals) as $b
  | [($a + $b | keys[]) | select(near($a[.] // 0; $b[.] // 0) | not)
     | "\(.): \($a[.] // 0) and \($b[.] // 0)"];

# Nothing happens before its time; how late it is, is up to the machine. Counts
# of refusals are compared above.
def is_late: .held == false
  and (.text | test("before:|within:|first_after:|^refused: .*count:"));

# What a moment sees of many is as near as their counts.
def numbers: [.found | scan("[0-9]+") | tonumber];
def is_near($a; $b): ($a.text | startswith("state_at:"))
  and ([($a | numbers), ($b | numbers)] | map(length) | .[0] == .[1])
  and all([($a | numbers), ($b | numbers)] | transpose[]; near(.[0]; .[1]));

# Expectations that say something about the device.
def judged($v; $t):
  range($v.expectations | length) as $i
  | {a: $v.expectations[$i], b: $t.expectations[$i]}
  | select((.b | is_late | not) and (is_near(.a; .b) | not));

def expectations_differ($v; $t):
  [judged($v; $t) | .a as $a | .b as $b
   | select($b.held != null and $a.held != $b.held)
   | "line \($a.line): \($a.held) and \($b.held) (\($b.found))"];

def late($t): [$t.expectations[] | select(is_late) | .line | tostring];

def verdict_differs($v; $t):
  if $v.verdict == $t.verdict then empty
  elif $v.verdict == "pass" and all(judged($v; $t); .b.held != false) then empty
  else "verdict: \($v.verdict) and \($t.verdict)" end;

# Who frees a ping's socket is another task than who starts the next ping.
def peak_differs($v; $t):
  if ($v.sockets.peak - $t.sockets.peak | fabs)
    <= (if any($v.consumers[]; .kind == "ping") then 1 else 0 end) then empty
  else "peak: \($v.sockets.peak) and \($t.sockets.peak)" end;

def peers_differ($v; $p):
  [range($v.peers | length) as $i
   | ($v.peers[$i] | seen) as $a | ($p.peers[$i] | seen) as $b
   | ($a | keys[]) | select(near($a[.]; $b[.]) | not)
   | "\($v.peers[$i].name) \(.): \($a[.]) and \($b[.])"];

$virtual[0] as $v | $tap[0].runs[0] as $t | $peers[0] as $p
| [verdict_differs($v; $t), peak_differs($v; $t)]
  + refusals_differ($v; $t) + expectations_differ($v; $t)
  + peers_differ($v; $p)
| if length > 0 then "DIFFERS: " + join("; ")
  elif late($t) == [] then "same"
  else "same, but late (line \(late($t) | join(", ")))" end
