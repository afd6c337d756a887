/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: what stands in the picture of socket slots: legend, bars
 * and flags of refused calls. slots.js puts it there. */

/* A TCP state is a pattern on its owner's colour. */
const HATCHES = {
  LISTEN: "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
  CLOSED: "M2,0 v8 M6,0 v8",
  SYN_SENT: "M4,0 v3 M4,5 v3",
  SYN_RCVD: "M4,0 v8",
  FIN_WAIT_1: "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
  FIN_WAIT_2: "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4 M0,4 l4,4 M4,0 l4,4",
  CLOSE_WAIT: "M0,0 l8,8 M8,0 l-8,8",
  CLOSING: "M0,4 h8 M4,0 v8",
  LAST_ACK: "M0,2 h8 M0,6 h8",
  TIME_WAIT: "dots",
  none: "M0,4 h8",
};
const stateName = (state) => (state < 0 ? "none" : data.states[state]);

function defineHatches() {
  const defs = d3.select("body").append("svg").attr("width", 0)
    .attr("height", 0).attr("aria-hidden", "true")
    .style("position", "absolute").append("defs");
  Object.keys(HATCHES).forEach((name) => {
    const pattern = defs.append("pattern").attr("id", "hatch-" + name)
      .attr("class", "hatch").attr("patternUnits", "userSpaceOnUse")
      .attr("width", 8).attr("height", 8);
    if (HATCHES[name] === "dots")
      [[2, 2], [6, 6]].forEach((at) => pattern.append("circle")
        .attr("cx", at[0]).attr("cy", at[1]).attr("r", 1.3));
    else pattern.append("path").attr("d", HATCHES[name]);
  });
}

function slotLegend() {
  const legend = d3.select("#slots .legend");
  each(data.holds.map((hold) => hold[2])).sort(d3.ascending)
    .forEach((owner) => swatch(legend, ownerName(owner), ownerColour(owner)));
  each(data.holds.map((hold) => hold[5])).sort(d3.ascending).forEach((state) => {
    const name = stateName(state);
    swatch(legend, state < 0 ? "no TCP" : name, "#c4cad1",
      HATCHES[name] ? name : null);
  });
  if (refusals.some((refusal) => isOrdered(refusal.event)))
    swatch(legend, "refusal that a fault ordered", "var(--fault)");
  each(faults.map((fault) => fault.what)).slice(0, 8).forEach((what) =>
    swatch(legend, "fault " + what, "var(--fault)"));
}

/* Bars that would be narrower than a pixel, and stand where one was drawn,
 * are left out: zooming in shows them. */
function visibleBars(rows, x, width) {
  const bars = [];
  rows.forEach((row) => {
    let drawnTo = -1;
    row.forEach((hold) => {
      const x0 = Math.max(0, x(hold[3]));
      const x1 = Math.min(width, x(hold[4]));
      if (x1 < 0 || x0 > width || (x1 <= drawnTo + 0.5 && x1 < width)) return;
      bars.push({ hold, x0, width: Math.max(1, x1 - x0) });
      drawnTo = Math.max(x1, x0 + 1);
    });
  });
  return bars;
}

/* Flags whose labels would touch become one, which is a fault's only when all of
 * it is. Near the right edge a label
 * stands to the left of its flag. */
function visibleFlags(x, width) {
  const LABEL = 150;
  const flags = [];
  refusals.forEach((refusal) => {
    const at = x(refusal.at);
    if (at < 0 || at > width) return;
    const last = flags[flags.length - 1];
    const left = at + LABEL > width;
    const room = last && left && !last.left ? 2 * LABEL : LABEL;
    const ordered = isOrdered(refusal.event);
    if (last && at - last.x < room) {
      last.refusals.push(refusal);
      last.ordered = last.ordered && ordered;
    } else flags.push({ x: at, left, ordered, refusals: [refusal] });
  });
  return flags;
}

function flagLabel(flag) {
  const names = each(flag.refusals.map((r) => r.event[5] || "?"));
  const count = flag.refusals.length;
  return cut(names.length > 1 ? "several" : names[0], 12) +
    (count > 1 ? " \u00d7" + count : "") + (flag.ordered ? " (fault)" : "");
}

function flagWords(flag) {
  const shown = flag.refusals.slice(0, 5).map((r) => refusalWords(r.event));
  const more = flag.refusals.length - shown.length;
  return shown.join("\n") +
    (more > 0 ? "\nand " + more + " more: zoom in" : "");
}

/* chosen is the hold or refusal that was clicked, choose(what, words) makes
 * another one so. */
function drawBars(group, names, bars, ROW, chosen, choose) {
  group.selectAll("*").remove();
  names.selectAll("*").remove();
  const place = (selection, bar) =>
    selection.attr("x", bar.x0).attr("y", bar.hold[0] * ROW + 2)
      .attr("width", bar.width).attr("height", ROW - 4);
  bars.forEach((bar) => {
    const hold = bar.hold;
    const rect = place(group.append("rect"), bar).datum(hold)
      .attr("class", "bar" + (chosen === hold ? " chosen" : ""))
      .attr("fill", ownerColour(hold[2]))
      .on("click", () => choose(hold, holdWords(hold)));
    hoverable(rect, holdWords);
    const hatch = stateName(hold[5]);
    if (HATCHES[hatch] && bar.width >= 3)
      place(group.append("rect"), bar).attr("pointer-events", "none")
        .attr("fill", "url(#hatch-" + hatch + ")");
    const whole = ownerName(hold[2]);
    const most = Math.floor((bar.width - 14) / 7.5); // letters that fit
    if (most < Math.min(whole.length, 8)) return;
    const name = cut(whole, Math.min(most, 40));
    /* The name stands on plain colour: letters on hatching are hard to
     * read. */
    place(names.append("rect"), bar).attr("pointer-events", "none")
      .attr("width", name.length * 7 + 12).attr("fill", ownerColour(hold[2]));
    names.append("text").attr("class", "on-bar").text(name)
      .attr("x", bar.x0 + 5).attr("y", hold[0] * ROW + 14.5);
  });
}

/* perSecond: pixels. */
function drawFlags(group, flags, bottom, perSecond, chosen, choose) {
  group.selectAll("*").remove();
  flags.forEach((flag) => {
    let ticked = -Infinity; // one tick for what falls on one pixel
    flag.refusals.forEach((refusal) => {
      const at = flag.x + (refusal.at - flag.refusals[0].at) * perSecond;
      if (at - ticked < 2) return;
      ticked = at;
      group.append("line").attr("class", "tick-refusal").attr("x1", at)
        .attr("x2", at).attr("y1", -6).attr("y2", 0);
    });
    const ordered = flag.ordered ? " ordered" : "";
    group.append("line").attr("class", "refusal" + ordered).attr("x1", flag.x)
      .attr("x2", flag.x).attr("y1", 0).attr("y2", bottom);
    const first = flag.refusals[0];
    const side = flag.left ? -1 : 1;
    const mark = group.append("path").datum(flag)
      .attr("class", "flag" + ordered + (chosen === first ? " chosen" : ""))
      .attr("data-packet", first.event[7])
      .attr("d", "M" + flag.x + ",-4 v-22 l" + 13 * side + ",6 l" +
        -13 * side + ",6 Z")
      .on("click", () => choose(first, flagWords(flag)));
    hoverable(mark, flagWords);
    group.append("text").attr("class", flag.ordered ? "fault-name" : "bad")
      .attr("x", flag.x + 17 * side).attr("y", -16)
      .attr("text-anchor", flag.left ? "end" : "start")
      .text(flagLabel(flag));
  });
}
