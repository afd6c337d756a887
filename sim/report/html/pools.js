/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: the use of every pool and queue over time, as a share of
 * its limit. Those that were never used, and those without a limit of their
 * own, are tables that open. */

/* Whatever does not fit beside a picture this narrow stands above its bars. On
 * paper height is dearer than width. */
const NARROW = 760;
const isNarrow = (width) => width < NARROW && !onPaper;

const wasUsed = (pool) =>
  pool.peak > 0 || pool.refused > 0 || pool.waited > 0;
const poolName = (pool) =>
  pool.name === pool.holds ? pool.name : pool.holds + " (" + pool.name + ")";

/* heads are [[words, value(pool)]]; the first column is text. */
function poolTable(summary, pools, heads) {
  if (pools.length === 0) return;
  const details = d3.select("#pools").append("details");
  details.append("summary").text(summary);
  const table = details.append("table");
  const align = (d, i) => (i ? "number" : null);
  table.append("thead").append("tr").selectAll("th").data(heads).enter()
    .append("th").attr("scope", "col").attr("class", align).text((d) => d[0]);
  const body = table.append("tbody");
  pools.forEach((pool) => body.append("tr").selectAll("td").data(heads).enter()
    .append("td").attr("class", align).text((d) => d[1](pool)));
}

function poolShare(pool) {
  return "peak " + pool.peak + " of " + pool.limit + ", " +
    Math.round((100 * pool.peak) / pool.limit) + " %";
}

/* A refusal is a loss; what waited was taken later. */
function poolNotes(text, pool) {
  const notes = [["bad", "refused", pool.refused],
    ["dim", "waited", pool.waited]].filter((note) => note[2] > 0);
  notes.forEach((note, i) => text.append("tspan").attr("class", note[0])
    .text((i ? ", " : "") + note[1] + " " + note[2]));
}

function drawPools() {
  const limited = data.pools.filter((pool) => pool.limit > 0 && wasUsed(pool))
    .sort((a, b) => d3.descending(a.refused > 0, b.refused > 0) ||
      d3.descending(a.peak / a.limit, b.peak / b.limit));
  const unused = data.pools.filter((pool) => pool.limit > 0 && !wasUsed(pool));
  const others = data.pools.filter((pool) => pool.limit === null &&
    pool.peak > 0);
  if (limited.length + unused.length + others.length === 0) return;
  section("pools");
  const BAR = 30;
  poolTable(plural(unused.length, "pool was", "pools were") + " never used",
    unused, [["pool", poolName], ["limit", (pool) => pool.limit]]);
  poolTable(plural(others.length, "pool has", "pools have") +
    " no limit of " + (others.length === 1 ? "its" : "their") + " own",
  others, [["pool", poolName], ["most in use", (pool) => pool.peak],
    ["at the end", (pool) => pool.end]]);

  function build() {
    if (limited.length === 0) return;
    const whole = widthOf("pools");
    const narrow = isNarrow(whole);
    const LEFT = narrow ? 12 : onPaper ? 195 : 240;
    const RIGHT = narrow ? 28 : onPaper ? 135 : 180;
    const ABOVE = narrow ? 34 : 0, ROW = BAR + 16 + ABOVE;
    const width = whole - LEFT - RIGHT;
    const bottom = limited.length * ROW - 8;
    const svg = picture("pools", whole, bottom + faultLane + 34,
      limited.map((pool) => pool.holds + ": at most " + pool.peak + " of " +
        pool.limit).join("; "));
    const x = d3.scaleLinear().domain([0, Math.max(data.end, 1e-6)])
      .range([0, width]);
    const inside = svg.append("g").attr("transform", "translate(" + LEFT +
      ",0)");
    const row = (i) => inside.append("g")
      .attr("transform", "translate(0," + (i * ROW + ABOVE) + ")");
    limited.forEach((pool, i) => drawPool(row(i), pool, x, width));
    drawFaults(inside.append("g"), x, width, bottom);
    /* Letters stand above the shading of faults. */
    limited.forEach((pool, i) =>
      (narrow ? nameAbove : nameBeside)(row(i), pool, width));
    if (!narrow) faultLaneName(svg, LEFT - 10, bottom);
    inside.append("g")
      .attr("transform", "translate(0," + (bottom + faultLane) + ")")
      .call(d3.axisBottom(x).ticks(width / 110).tickFormat((t) => t + " s"));
  }

  function nameBeside(row, pool, width) {
    row.append("text").attr("x", -10).attr("y", 13)
      .attr("text-anchor", "end").text(cut(pool.holds, onPaper ? 26 : 32));
    if (pool.name !== pool.holds)
      row.append("text").attr("class", "dim").attr("x", -10).attr("y", 28)
        .attr("text-anchor", "end").text(cut(pool.name, onPaper ? 23 : 27));
    row.append("text").attr("x", width + 10).attr("y", 13)
      .text(poolShare(pool));
    poolNotes(row.append("text").attr("x", width + 10).attr("y", 28), pool);
  }

  function nameAbove(row, pool, width) {
    row.append("text").attr("y", -20).text(cut(pool.holds, 28));
    if (pool.name !== pool.holds)
      row.append("text").attr("class", "dim").attr("y", -5)
        .text(cut(pool.name, 27));
    row.append("text").attr("x", width).attr("y", -20)
      .attr("text-anchor", "end").text(poolShare(pool));
    poolNotes(row.append("text").attr("x", width).attr("y", -5)
      .attr("text-anchor", "end"), pool);
  }

  function drawPool(row, pool, x, width) {
    const y = d3.scaleLinear().domain([0, pool.limit]).range([BAR, 2]);
    const points = d3.range(0, pool.use.length, 2).map((i) =>
      [pool.use[i] * data.step, Math.min(pool.use[i + 1], pool.limit)]);
    if (points.length > 0) points.push([data.end, points[points.length - 1][1]]);
    row.append("rect").attr("width", width).attr("height", BAR)
      .attr("fill", "var(--panel)");
    row.append("path").attr("fill", "var(--use)").attr("d",
      d3.area().curve(d3.curveStepAfter).x((p) => Math.min(width, x(p[0])))
        .y0(BAR).y1((p) => y(p[1]))(points));
    const peak = y(Math.min(pool.peak, pool.limit));
    row.append("line").attr("x2", width).attr("y1", peak).attr("y2", peak)
      .attr("stroke", "var(--peak)").attr("stroke-width", 1.5)
      .attr("stroke-dasharray", "5 3");
    const cover = row.append("rect").attr("width", width).attr("height", BAR)
      .attr("fill", "transparent").datum(pool);
    hoverable(cover, () => {
      const box = cover.node().getBoundingClientRect();
      const at = x.invert(((window.event.clientX - box.left) / box.width) *
        width);
      const before = points.filter((p) => p[0] <= at);
      const used = before.length ? before[before.length - 1][1] : 0;
      return pool.holds + ": " + used + " of " + pool.limit + " (" +
        Math.round((100 * used) / pool.limit) + " %) at " + seconds(at);
    });
  }
  build();
  return build;
}
