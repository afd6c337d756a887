# SPDX-License-Identifier: BSD-3-Clause
# bench: results (tests/bench/run --out) as a table in Markdown.

def rounded($digits): . * pow(10; $digits) | round / pow(10; $digits);

def thousands:
  tostring | explode | reverse
  | [foreach .[] as $c (-1; . + 1; if . > 0 and . % 3 == 0 then 44, $c else $c end)]
  | reverse | implode;

# Three digits that count.
def figure:
  if . >= 1000 then (. / 10 | round * 10 | thousands)
  elif . >= 100 then (round | tostring)
  elif . >= 10 then (rounded(1) | tostring)
  elif . >= 1 then (rounded(2) | tostring)
  else (rounded(3) | tostring) end;

def median: sort | .[((length + 1) / 2 | floor) - 1];

def cell:
  if . == null or . == [] or .[0] == null then ""
  else "\(median | figure)" + if length == 1 then "" else " (\(min | figure) to \(max | figure))" end end;

# How many times as much as its peer: of rates and of times, more is better.
def times_better($row; $own; $peer):
  if $row.more then $own / $peer else $peer / $own end;

# The median of what each round says: what is compared ran side by side.
def rounds_better($row; $own; $peer):
  [range([$own, $peer | length] | min) as $i
   | select($own[$i] and $peer[$i]) | times_better($row; $own[$i]; $peer[$i])]
  | if . == [] then null else median end;

def against($results; $row):
  ($results.rows[$row.of // ""]) as $own | $results.rows[$row.row] as $peer
  | if $own.wall and $peer.wall then
      {wall: rounds_better($row; $own.wall; $peer.wall),
       processor: rounds_better($row; $own.processor; $peer.processor)}
    else null end;

# Whether a median of a figure keeps what the row asks for.
def keeps($row; $figure):
  if $row.more then $figure >= $row.target else $figure <= $row.target end;

# "met", "met in processor time" or "missed"; null without target.
def judged($results; $row):
  $results.rows[$row.row] as $had
  | if ($had.wall | not) then null
    elif $row.target then
      if keeps($row; $had.wall | median) then "met"
      elif $had.processor[0] and keeps($row; $had.processor | median) then
        "met in processor time"
      else "missed" end
    elif $row.ratio then
      against($results; $row) as $times
      | if $times == null then null
        elif $times.wall >= $row.ratio then "met"
        elif ($times.processor // 0) >= $row.ratio then "met in processor time"
        else "missed" end
    else null end;

def wanted($row):
  if $row.target then
    (if $row.more then "" else "< " end) + ($row.target | if . >= 1000 then thousands else tostring end)
  elif $row.ratio then "\($row.ratio) times as many here"
  else "" end;

def compared($results; $row):
  against($results; $row) as $times
  | if $times == null then ""
    else "\($times.wall | figure)x" +
      (if $times.processor then ", processor \($times.processor | figure)x" else "" end)
    end;

def row_line($results; $row):
  $results.rows[$row.row] as $had
  | [(if $row.of then "… " else "" end) + $row.what, $row.unit, wanted($row)]
    + (if $had == null then ["not measured", "", "", ""]
       elif $had.missing then [$had.missing, "", "", ""]
       else [($had.wall | cell), ($had.processor | cell),
             compared($results; $row), (judged($results; $row) // "")] end)
  | "| " + join(" | ") + " |";

def load_line($results):
  "load \($results.load | min) to \($results.load | max)";

def table($results; $rows):
  "Median (least to most), rounds: \($results.rounds), interleaved, \($results.took_s) s in all; \(load_line($results)).",
  "",
  "| what | unit | target | wall | processor | sockfit is better by | |",
  "| --- | --- | --- | --- | --- | --- | --- |",
  ($rows[] | row_line($results; .));

# ---- growth (tests/bench/growth --out) ----

def slope($from; $to):
  (($to[1] / $from[1]) | log) / (($to[0] / $from[0]) | log);

# Least squares through the logarithms.
def exponent:
  map(map(log)) | length as $n
  | (map(.[0]) | add / $n) as $x | (map(.[1]) | add / $n) as $y
  | (map((.[0] - $x) * (.[1] - $y)) | add) / (map((.[0] - $x) | . * .) | add);

# What one more costs, in us, between two points.
def each_us($from; $to): ($to[1] - $from[1]) / ($to[0] - $from[0]) * 1e6;

def growth_table($growth):
  "| what grows | sizes | processor s | exponent, all | exponent, last two | one more costs, at first and at last (us) |",
  "| --- | --- | --- | --- | --- | --- |",
  ($growth | to_entries[] | .value
    | (.points | map(select(.[1] > 0))) as $p
    | "| \(.what) | \($p | map(.[0] | thousands) | join(", ")) | \($p | map(.[1] | figure) | join(", ")) | \($p | exponent | rounded(2)) | \(slope($p[-2]; $p[-1]) | rounded(2)) | \(each_us($p[0]; $p[1]) | figure), \(each_us($p[-2]; $p[-1]) | figure) |");

# ---- the page (tests/bench/page) ----

def machine_line($results):
  $results.machine
  | "\(.processors) processors (\(.processor)), \(.memory_mb / 1024 | round) GB, "
    + "\(.system), \(.kernel | split("-")[0]), \(.architecture); \(.compiler), \(.built)"
    + (if .ns3 != "" then "; ns-3 \(.ns3)" else "; no ns-3" end)
    + "; \(.taken).";

def provisional($results):
  if $results.rounds >= 9 then empty
  else "**Provisional**: \($results.rounds) of 9 rounds, on a machine with other work (load \($results.load | max)); the processor columns say more than the others.", "" end;

# A peer that is too near is a matter of the row that it is compared with.
def rows_that_miss($results; $rows):
  [$rows[] | select(judged($results; .) == "missed") | .of // .row] as $missed
  | $rows[] | select(.row | IN($missed[]));

def wall($results; $row): $results.rows[$row].wall // [null] | median;

def short($results; $row):
  wall($results; $row) | if . == null then "not measured" else figure end;

# README's lines, and which rows they tell; none that was not measured.
def readme_lines($results):
  def at($row): short($results; $row);
  [["connections"], "short connections a second, both ends simulated, one core",
   at("connections"),
   "upstream's unix port with pthreads \(at("pthreads")), the kernel over veth \(at("linux")), ns-3 \(at("ns3"))"],
  [["tap"], "the same, real clients on a TAP interface", at("tap"),
   "pthreads \(at("tap_pthreads")), the kernel over veth \(at("tap_kernel"))"],
  [["day", "day_pcap"], "a day of a device with 8 consumers; with a capture",
   "\(at("day")) s; \(at("day_pcap")) s", ""],
  [["hosts", "hosts_memory"], "250 hosts on a switch, 1,000 s",
   "\(at("hosts")) s, \(at("hosts_memory")) MB",
   "ns-3 \(at("ns3_hosts")) s, \(at("ns3_hosts_memory")) MB"],
  [["verdict"], "scenario to verdict, image cached", "\(at("verdict")) s", ""],
  [["cold", "changed"], "an image, nothing cached; one limit changed",
   "\(at("cold")) s; \(at("changed")) s",
   "upstream's port compiled \(at("upstream_cold")) s"],
  [["suite"], "every shipped scenario, cached", "\(at("suite")) s", ""];

def readme($results):
  "| what | here | the same elsewhere |",
  "| --- | --- | --- |",
  (readme_lines($results)
   | select(all(.[0][]; wall($results; .) != null))
   | "| \(.[1]) | \(.[2]) | \(.[3]) |"),
  "",
  (provisional($results)),
  "Medians (rounds: \($results.rounds)) on \($results.machine.processors) processors (\($results.machine.processor)); spread, peers and growth: [docs/bench.md](docs/bench.md).";
