/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: what all pictures share: data, words, colours, the tip.
 * The files are one script, in the order of embedded.c, inside one function.
 * Texts come from scenarios and devices: they are only ever set as text, never
 * as markup.
 *
 * What sim/report/html_data.c gives, times in seconds:
 *   end, step (seconds a step of a pool's use)
 *   event_frames  true: the packet of an event is its own frame in the
 *              capture; false: the last one before it
 *   slots      how many there are; -1: no sockets, those of holds are PCBs
 *   kinds, calls, states   names that numbers below stand for
 *   consumers  [{name, kind, declared, idle, peak, refused, state}]
 *   holds      [slot, fd, owner, from, until, state or -1, packet, protocol,
 *               local port, remote]
 *   pools      [{name, holds, limit or null, peak, end, refused,
 *               waited, use: [step, used, step, used, ...]}]
 *   run_ups    [{event, packets: [[number, at, from, to, text]]}]
 *   events     [at, kind, owner, slot, call, errno, pool, packet, text, nth,
 *               then of a fault: its index in the scenario, and 0 for one that
 *               does not last, 1 as it begins, 2 as it ends; of a refusal that
 *               the fault refuse ordered: true]
 * An owner is an index in consumers, or -1 for lwIP itself. */

const data = JSON.parse(document.getElementById("data").textContent);
const MARGIN = { left: 92, right: 36 };
const colours = d3.schemeTableau10 || d3.schemeCategory10;

const seconds = (s) => s.toFixed(3) + " s";
const ownerName = (owner) =>
  owner < 0 ? "lwIP" : data.consumers[owner].name;
const ownerColour = (owner) =>
  owner < 0
    ? "#9aa0a6"
    : owner < colours.length
      ? colours[owner]
      : d3.hsl((owner * 137.5) % 360, 0.55, 0.6).toString();
const packetWords = (packet) =>
  packet > 0 ? "packet " + packet : "before the first packet";
const eventPacket = (packet) =>
  (data.event_frames || packet === 0 ? "" : "after ") + packetWords(packet);
const isRefusal = (event) => data.kinds[event[1]] === "call_refused";
const isOrdered = (event) => isRefusal(event) && event[10] === true;
const refusals = data.events
  .map((event, index) => ({ event, index, at: event[0] }))
  .filter((refusal) => isRefusal(refusal.event));

function refusalWords(event) {
  return (
    ownerName(event[2]) + " " + (data.calls[event[4]] || "call") + "() " +
    (event[5] || "failed") + (event[6] ? " (" + event[6] + ")" : "") +
    (isOrdered(event) ? ", ordered by the fault refuse," : "") +
    " at " + seconds(event[0]) + ", " + eventPacket(event[7])
  );
}

/* Without sockets, a slot's number is one that was free for a PCB. */
const isRaw = data.slots < 0;
const slotWords = (slot, fd) =>
  isRaw ? "PCB " + slot : "slot " + slot + ", fd " + fd;

function holdWords(hold) {
  const state = hold[5] < 0 ? "" : " " + data.states[hold[5]];
  return (
    slotWords(hold[0], hold[1]) + ": " + ownerName(hold[2]) + "\n" +
    hold[7] + state + (hold[8] ? ", port " + hold[8] : "") +
    (hold[9] ? ", to " + hold[9] : "") + "\n" +
    seconds(hold[3]) + " to " + seconds(hold[4]) + "\nfrom " +
    packetWords(hold[6])
  );
}

const tip = d3.select("body").append("div").attr("id", "tip")
  .attr("role", "tooltip").property("hidden", true);

function showTip(text, x, y) {
  const node = tip.text(text).property("hidden", false).node();
  const right = window.innerWidth - node.offsetWidth - 8;
  const below = y + 18 + node.offsetHeight < window.innerHeight;
  tip.style("left", Math.max(4, Math.min(x + 12, right)) + "px")
    .style("top", (below ? y + 18 : y - node.offsetHeight - 8) + "px");
}
const hideTip = () => tip.property("hidden", true);

/* Hovering what has a text of its own shows it. */
function hoverable(selection, words) {
  selection
    .on("mousemove", function () {
      const mouse = window.event;
      showTip(words(d3.select(this).datum()), mouse.clientX, mouse.clientY);
    })
    .on("mouseleave", hideTip);
}

function section(id) {
  return d3.select("#" + id).property("hidden", false);
}

function picture(id, width, height, label) {
  const box = d3.select("#" + id + " .picture");
  box.selectAll("*").remove();
  return box.append("svg").attr("width", width).attr("height", height)
    .attr("viewBox", "0 0 " + width + " " + height)
    .attr("role", "img").attr("aria-label", label);
}

/* Paper is narrower than most windows; letters must not shrink with it. */
const PAPER_WIDTH = 700;
let onPaper = false;

const widthOf = (id) => onPaper ? PAPER_WIDTH
  : Math.max(320, document.querySelector("#" + id + " .picture").clientWidth);

/* Names that are too long for their column end in an ellipsis. */
const cut = (text, most) =>
  text.length > most ? text.slice(0, most - 1) + "\u2026" : text;

/* Each value once. */
const each = (values) => Array.from(new Set(values));

function swatch(legend, text, colour, hatch) {
  const entry = legend.append("span");
  const svg = entry.append("svg").attr("width", 26).attr("height", 14)
    .attr("aria-hidden", "true");
  svg.append("rect").attr("width", 26).attr("height", 14).attr("rx", 2)
    .attr("fill", colour);
  if (hatch)
    svg.append("rect").attr("width", 26).attr("height", 14)
      .attr("fill", "url(#hatch-" + hatch + ")");
  entry.append("span").text(text);
}

const plural = (count, one, many) => count + " " + (count === 1 ? one : many);

// ---- faults of the scenario, in every picture that has a time axis

/* What began and what ended it: the same entry of the scenario's faults, which
 * never overlaps with itself. until is null for what does not last (a peer that
 * vanishes), and the end of the run for what outlives it. */
const faults = [];
(function () {
  const BEGINS = 1, ENDS = 2;
  const open = {};
  data.events.forEach((event) => {
    if (data.kinds[event[1]] !== "fault") return;
    const at = (event[8] || "").indexOf(": ");
    const what = at < 0 ? event[8] || "fault" : event[8].slice(0, at).trim();
    const words = at < 0 ? "" : event[8].slice(at + 2);
    const index = event[10], phase = event[11];
    if (phase === ENDS && open[index]) {
      open[index].until = event[0];
      delete open[index];
      return;
    }
    const fault = { what, words, from: event[0], packet: event[7],
      until: phase === BEGINS ? data.end : null };
    if (phase === BEGINS) open[index] = fault;
    faults.push(fault);
  });
})();

function faultWords(fault) {
  return "fault " + fault.what + (fault.words ? ": " + fault.words : "") +
    "\n" + (fault.until === null ? "at " + seconds(fault.from)
      : seconds(fault.from) + " to " + seconds(fault.until)) +
    "\n" + eventPacket(fault.packet);
}

const FAULT_LANE = 20; // height of the lane; none without faults
const faultLane = faults.length > 0 ? FAULT_LANE : 0;

/* Shades rows (from 0 to bottom) for as long as a fault lasts, and names it in
 * a lane below them. clicked(fault) is optional. */
function drawFaults(group, x, width, bottom, clicked) {
  let labelled = -Infinity;
  let dotted = -Infinity; // short ones in a row within a pixel are one mark
  let covered = -Infinity; // by marks so far: one may lie inside another
  faults.forEach((fault) => {
    const from = x(fault.from);
    const until = fault.until === null ? from : x(fault.until);
    if (until < 0 || from > width) return;
    const left = Math.max(0, from);
    const wide = Math.max(2, Math.min(width, until) - left);
    if (wide < 4 && left + wide < dotted + 0.5) return;
    if (wide < 4) dotted = left + wide;
    const inside = left + wide < covered;
    covered = Math.max(covered, left + wide);
    group.append("rect").attr("class", "fault-band").attr("x", left)
      .attr("width", wide).attr("height", bottom);
    const mark = group.append("rect").attr("class", "fault").datum(fault)
      .attr("x", left).attr("y", bottom + 4).attr("width", Math.max(4, wide))
      .attr("height", FAULT_LANE - 6).attr("rx", 2);
    hoverable(mark, faultWords);
    if (clicked) mark.on("click", () => clicked(fault));
    const label = cut(fault.what, 24);
    const room = label.length * 7 + 6;
    if (inside || left < labelled || left + wide + room > width) return;
    const next = faults.find((f) => f.from > fault.from);
    if (next && x(next.from) < left + wide + room) return;
    group.append("text").attr("class", "fault-name").attr("y", bottom + 15)
      .attr("x", left + Math.max(4, wide) + 4).text(label);
    labelled = left + wide + room;
  });
}

function faultLaneName(svg, x, y) {
  if (faultLane > 0)
    svg.append("text").attr("class", "dim").attr("text-anchor", "end")
      .attr("x", x).attr("y", y + 15).text("faults");
}
