/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: the picture of who held which socket slot, with its zoom,
 * its buttons and its keys. */

function drawSlots() {
  if (data.holds.length === 0 && refusals.length === 0) return;
  section("slots");
  if (isRaw) {
    d3.select("#slots h2").text("Who held which PCB");
    d3.select("#slots .row").text("a PCB, for the raw API has no sockets");
  }
  const ROW = 21, TOP = refusals.length > 0 ? 34 : 4;
  const AXIS = faultLane + 30;
  const end = Math.max(data.end, 1e-6);
  const rowCount = Math.max(data.slots,
    d3.max(data.holds, (hold) => hold[0] + 1) || 0);
  const fds = {};
  const rows = d3.range(rowCount).map(() => []);
  data.holds.forEach((hold) => {
    rows[hold[0]].push(hold);
    fds[hold[0]] = hold[1];
  });
  const detail = d3.select("#slots .detail");
  let chosen = null; // the hold or refusal that was clicked
  let current = -1; // index in refusals, for the arrow keys
  let transform = d3.zoomIdentity;
  let redraw, svg, zoom, width;

  function choose(what, words) {
    chosen = what;
    detail.text(words);
    redraw();
  }

  function chooseFlag(refusal, words) {
    current = refusals.indexOf(refusal);
    choose(refusal, words);
  }

  function build() {
    const whole = widthOf("slots");
    width = whole - MARGIN.left - MARGIN.right;
    const height = TOP + rowCount * ROW + AXIS;
    svg = picture("slots", whole, height,
      rowCount + (isRaw ? " PCBs" : " socket slots") + " over " +
        seconds(data.end) + ", " + refusals.length + " refused calls, " +
        faults.length + " faults; the table of events has the same");
    svg.attr("role", "group").attr("tabindex", 0);
    const x0 = d3.scaleLinear().domain([0, end]).range([0, width]);
    const chart = svg.append("g")
      .attr("transform", "translate(" + MARGIN.left + "," + TOP + ")");
    svg.append("clipPath").attr("id", "slots-clip").append("rect")
      .attr("y", -TOP).attr("width", width).attr("height", height);
    d3.range(rowCount).forEach((slot) => {
      svg.append("text").attr("class", "dim").attr("text-anchor", "end")
        .attr("x", MARGIN.left - 8).attr("y", TOP + slot * ROW + 14)
        .text(isRaw ? "PCB " + slot
          : slot in fds ? slot + " \u00b7 fd " + fds[slot] : slot);
      chart.append("line").attr("class", "rule").attr("x2", width)
        .attr("y1", (slot + 1) * ROW - 0.5).attr("y2", (slot + 1) * ROW - 0.5);
    });
    const inside = chart.append("g").attr("clip-path", "url(#slots-clip)");
    const bands = inside.append("g"), bars = inside.append("g");
    const marks = inside.append("g");
    const names = inside.append("g"); /* above the lines of refusals */
    const axis = chart.append("g")
      .attr("transform", "translate(0," + (rowCount * ROW + faultLane) + ")");
    faultLaneName(svg, MARGIN.left - 8, TOP + rowCount * ROW);
    redraw = () => {
      const x = transform.rescaleX(x0);
      hideTip();
      drawBars(bars, names, visibleBars(rows, x, width), ROW, chosen, choose);
      bands.selectAll("*").remove();
      drawFaults(bands, x, width, rowCount * ROW,
        (fault) => choose(fault, faultWords(fault)));
      drawFlags(marks, visibleFlags(x, width), rowCount * ROW,
        (transform.k * width) / end, chosen, chooseFlag);
      axis.call(d3.axisBottom(x).ticks(width / 110)
        .tickFormat((tick) => tick + " s"));
    };
    zoom = d3.zoom().scaleExtent([1, end * 1e4])
      .translateExtent([[0, 0], [width, 0]])
      .extent([[0, 0], [width, 0]])
      .filter(() => window.event.type !== "wheel" || window.event.ctrlKey)
      .on("zoom", function (event) {
        transform = (event || d3.event).transform;
        redraw();
      });
    svg.call(zoom).on("keydown", keyPressed).on("dblclick.zoom", null);
    svg.call(zoom.transform, transform);
  }

  /* The window of time becomes from..until. */
  function show(from, until) {
    const k = end / (until - from);
    svg.call(zoom.transform, d3.zoomIdentity.scale(k)
      .translate((-from / end) * width, 0));
  }
  const showAll = () => svg.call(zoom.transform, d3.zoomIdentity);
  const showAround = (at) => {
    const half = Math.max(end / 400, 0.005);
    show(Math.max(0, at - half), Math.min(end, at + half));
  };

  function goTo(index) {
    if (index < 0 || index >= refusals.length) return;
    current = index;
    const refusal = refusals[index];
    const x = transform.rescaleX(
      d3.scaleLinear().domain([0, end]).range([0, width]))(refusal.at);
    if (x < 0 || x > width) showAround(refusal.at);
    choose(refusal, "refusal " + (index + 1) + " of " + refusals.length +
      ": " + refusalWords(refusal.event));
  }

  function keyPressed() {
    const key = window.event.key;
    const actions = {
      ArrowRight: () => goTo(current + 1),
      ArrowLeft: () => goTo(current - 1),
      "+": () => svg.call(zoom.scaleBy, 2),
      "-": () => svg.call(zoom.scaleBy, 0.5),
      0: showAll,
    };
    if (!actions[key] || window.event.ctrlKey || window.event.metaKey) return;
    window.event.preventDefault();
    actions[key]();
  }

  const tools = d3.select("#slots .tools");
  const button = (text, action) => tools.append("button")
    .attr("type", "button").text(text).on("click", () => action());
  button("Whole run", showAll);
  if (refusals.length > 0) {
    button("First refusal", () => { showAround(refusals[0].at); goTo(0); });
    button("Previous refusal", () => goTo(current - 1));
    button("Next refusal", () => goTo(current + 1));
  }
  button("Zoom in", () => svg.call(zoom.scaleBy, 2));
  button("Zoom out", () => svg.call(zoom.scaleBy, 0.5));
  slotLegend();
  build();
  return build;
}
