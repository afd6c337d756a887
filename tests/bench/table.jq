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
  else "\(median | figure) (\(min | figure) to \(max | figure))" end;

# How many times as much as its peer: of rates and of times, more is better.
def times_better($row; $own; $peer):
  if $row.more then $own / $peer else $peer / $own end;

def against($results; $row):
  ($results.rows[$row.of // ""]) as $own | $results.rows[$row.row] as $peer
  | if $own.wall and $peer.wall then
      {wall: times_better($row; $own.wall | median; $peer.wall | median)}
      + (if $own.processor[0] and $peer.processor[0] then
          {processor: times_better($row; $own.processor | median; $peer.processor | median)}
         else {} end)
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
  "Median (least to most) of \($results.rounds) interleaved rounds, \($results.took_s) s in all; \(load_line($results)).",
  "",
  "| what | unit | target | wall | processor | sockfit is better by | target |",
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
