/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: draws the pictures of the HTML report with d3. Texts come from
 * scenarios and devices: they are only ever set as text, never as markup.
 *
 * What sim/report/html_data.c gives, times in seconds:
 *   end, slots (limit), step (seconds a step of a pool's use)
 *   kinds, calls, states   names that numbers below stand for
 *   consumers  [{name, kind, declared, idle, peak, refused, state}]
 *   holds      [slot, fd, owner, from, until, state or -1, packet, protocol,
 *               local port, remote]
 *   pools      [{name, holds, limit or null, peak, end, refused,
 *               use: [step, used, step, used, ...]}]
 *   run_ups    [{event, packets: [[number, at, from, to, text]]}]
 *   events     [at, kind, owner, slot, call, errno, pool, packet, text, nth]
 * An owner is an index in consumers, or -1 for lwIP itself. */
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const MARGIN = { left: 92, right: 36 };
  const colours = d3.schemeTableau10 || d3.schemeCategory10;

  // ---- words -------------------------------------------------------------

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
  const isRefusal = (event) => data.kinds[event[1]] === "call_refused";
  const refusals = data.events
    .map((event, index) => ({ event, index, at: event[0] }))
    .filter((refusal) => isRefusal(refusal.event));

  function refusalWords(event) {
    return (
      ownerName(event[2]) + " " + (data.calls[event[4]] || "call") + "() " +
      (event[5] || "failed") + (event[6] ? " (" + event[6] + ")" : "") +
      " at " + seconds(event[0]) + ", " + packetWords(event[7])
    );
  }

  function holdWords(hold) {
    const state = hold[5] < 0 ? "" : " " + data.states[hold[5]];
    return (
      "slot " + hold[0] + ", fd " + hold[1] + ": " + ownerName(hold[2]) + "\n" +
      hold[7] + state + (hold[8] ? ", port " + hold[8] : "") +
      (hold[9] ? ", to " + hold[9] : "") + "\n" +
      seconds(hold[3]) + " to " + seconds(hold[4]) + "\nfrom " +
      packetWords(hold[6])
    );
  }

  // ---- what all pictures share ----------------------------------------------

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

  const widthOf = (id) =>
    Math.max(560, document.querySelector("#" + id + " .picture").clientWidth);

  /* Names that are too long for their column end in an ellipsis. */
  const cut = (text, most) =>
    text.length > most ? text.slice(0, most - 1) + "\u2026" : text;

  /* Each value once. */
  const each = (values) => Array.from(new Set(values));

  // ---- socket slots -----------------------------------------------------------

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

  function slotLegend() {
    const legend = d3.select("#slots .legend");
    each(data.holds.map((hold) => hold[2])).sort(d3.ascending)
      .forEach((owner) => swatch(legend, ownerName(owner), ownerColour(owner)));
    each(data.holds.map((hold) => hold[5])).sort(d3.ascending).forEach((state) => {
      const name = stateName(state);
      swatch(legend, state < 0 ? "no TCP" : name, "#c4cad1",
        HATCHES[name] ? name : null);
    });
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

  /* Flags whose labels would touch become one. Near the right edge a label
   * stands to the left of its flag. */
  function visibleFlags(x, width) {
    const LABEL = 140;
    const flags = [];
    refusals.forEach((refusal) => {
      const at = x(refusal.at);
      if (at < 0 || at > width) return;
      const last = flags[flags.length - 1];
      const left = at + LABEL > width;
      const room = last && left && !last.left ? 2 * LABEL : LABEL;
      if (last && at - last.x < room) last.refusals.push(refusal);
      else flags.push({ x: at, left, refusals: [refusal] });
    });
    return flags;
  }

  function flagLabel(flag) {
    const names = each(flag.refusals.map((r) => r.event[5] || "?"));
    const count = flag.refusals.length;
    return cut(names.length > 1 ? "several" : names[0], 11) +
      (count > 1 ? " \u00d7" + count : "");
  }

  function flagWords(flag) {
    const shown = flag.refusals.slice(0, 5).map((r) => refusalWords(r.event));
    const more = flag.refusals.length - shown.length;
    return shown.join("\n") +
      (more > 0 ? "\nand " + more + " more: zoom in" : "");
  }

  function drawSlots() {
    if (data.holds.length === 0 && refusals.length === 0) return;
    section("slots");
    const ROW = 21, TOP = refusals.length > 0 ? 34 : 4, AXIS = 30;
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

    function build() {
      const whole = widthOf("slots");
      width = whole - MARGIN.left - MARGIN.right;
      const height = TOP + rowCount * ROW + AXIS;
      svg = picture("slots", whole, height,
        rowCount + " socket slots over " + seconds(data.end) + ", " +
          refusals.length + " refused calls; the table of events has the same");
      svg.attr("role", "group").attr("tabindex", 0);
      const x0 = d3.scaleLinear().domain([0, end]).range([0, width]);
      const chart = svg.append("g")
        .attr("transform", "translate(" + MARGIN.left + "," + TOP + ")");
      svg.append("clipPath").attr("id", "slots-clip").append("rect")
        .attr("y", -TOP).attr("width", width).attr("height", height);
      d3.range(rowCount).forEach((slot) => {
        svg.append("text").attr("class", "dim").attr("text-anchor", "end")
          .attr("x", MARGIN.left - 8).attr("y", TOP + slot * ROW + 14)
          .text(slot in fds ? slot + " \u00b7 fd " + fds[slot] : slot);
        chart.append("line").attr("class", "rule").attr("x2", width)
          .attr("y1", (slot + 1) * ROW - 0.5).attr("y2", (slot + 1) * ROW - 0.5);
      });
      const inside = chart.append("g").attr("clip-path", "url(#slots-clip)");
      const bars = inside.append("g"), marks = inside.append("g");
      const names = inside.append("g"); /* above the lines of refusals */
      const axis = chart.append("g")
        .attr("transform", "translate(0," + rowCount * ROW + ")");
      redraw = () => {
        const x = transform.rescaleX(x0);
        hideTip();
        drawBars(bars, names, visibleBars(rows, x, width), ROW);
        drawFlags(marks, visibleFlags(x, width), rowCount * ROW);
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

    function drawBars(group, names, bars, ROW) {
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
        const name = cut(ownerName(hold[2]), 20);
        if (bar.width < name.length * 7.5 + 14) return;
        /* The name stands on plain colour: letters on hatching are hard to
         * read. */
        place(names.append("rect"), bar).attr("pointer-events", "none")
          .attr("width", name.length * 7 + 12).attr("fill", ownerColour(hold[2]));
        names.append("text").attr("class", "on-bar").text(name)
          .attr("x", bar.x0 + 5).attr("y", hold[0] * ROW + 14.5);
      });
    }

    function drawFlags(group, flags, bottom) {
      group.selectAll("*").remove();
      flags.forEach((flag) => {
        let ticked = -Infinity; // one tick for what falls on one pixel
        flag.refusals.forEach((refusal) => {
          const at = flag.x + (refusal.at - flag.refusals[0].at) *
            ((transform.k * width) / end);
          if (at - ticked < 2) return;
          ticked = at;
          group.append("line").attr("class", "tick-refusal").attr("x1", at)
            .attr("x2", at).attr("y1", -6).attr("y2", 0);
        });
        group.append("line").attr("class", "refusal").attr("x1", flag.x)
          .attr("x2", flag.x).attr("y1", 0).attr("y2", bottom);
        const first = flag.refusals[0];
        const side = flag.left ? -1 : 1;
        const mark = group.append("path").datum(flag)
          .attr("class", "flag" + (chosen === first ? " chosen" : ""))
          .attr("data-packet", first.event[7])
          .attr("d", "M" + flag.x + ",-4 v-22 l" + 13 * side + ",6 l" +
            -13 * side + ",6 Z")
          .on("click", () => {
            current = refusals.indexOf(first);
            choose(first, flagWords(flag));
          });
        hoverable(mark, flagWords);
        group.append("text").attr("class", "bad")
          .attr("x", flag.x + 17 * side).attr("y", -16)
          .attr("text-anchor", flag.left ? "end" : "start")
          .text(flagLabel(flag));
      });
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

  // ---- pools ------------------------------------------------------------------

  function drawPools() {
    const limited = data.pools.filter((pool) => pool.limit > 0)
      .sort((a, b) => d3.descending(a.peak / a.limit, b.peak / b.limit));
    const others = data.pools.filter((pool) => pool.limit === null &&
      pool.peak > 0);
    if (limited.length + others.length === 0) return;
    section("pools");
    const ROW = 46, BAR = 30, LEFT = 240, RIGHT = 180;
    const details = d3.select("#pools").append("details");
    details.append("summary")
      .text(others.length + " pools have no limit of their own");
    const table = details.append("table");
    table.append("tr").selectAll("th")
      .data(["pool", "most in use", "at the end"]).enter().append("th")
      .attr("class", (d, i) => (i ? "number" : null)).text((d) => d);
    others.forEach((pool) => {
      table.append("tr").selectAll("td")
        .data([pool.name === pool.holds ? pool.name
          : pool.holds + " (" + pool.name + ")", pool.peak, pool.end])
        .enter().append("td").attr("class", (d, i) => (i ? "number" : null))
        .text((d) => d);
    });

    function build() {
      const whole = widthOf("pools");
      const width = whole - LEFT - RIGHT;
      const svg = picture("pools", whole, limited.length * ROW + 26,
        limited.map((pool) => pool.holds + ": at most " + pool.peak + " of " +
          pool.limit).join("; "));
      const x = d3.scaleLinear().domain([0, data.end]).range([0, width]);
      limited.forEach((pool, i) => {
        const row = svg.append("g")
          .attr("transform", "translate(" + LEFT + "," + i * ROW + ")");
        drawPool(row, pool, x, width);
      });
      svg.append("g").attr("transform",
        "translate(" + LEFT + "," + (limited.length * ROW - 8) + ")")
        .call(d3.axisBottom(x).ticks(width / 110).tickFormat((t) => t + " s"));
    }

    function drawPool(row, pool, x, width) {
      const y = d3.scaleLinear().domain([0, pool.limit]).range([BAR, 2]);
      const points = d3.range(0, pool.use.length, 2).map((i) =>
        [pool.use[i] * data.step, Math.min(pool.use[i + 1], pool.limit)]);
      if (points.length > 0) points.push([data.end, points[points.length - 1][1]]);
      row.append("text").attr("x", -10).attr("y", 13)
        .attr("text-anchor", "end").text(cut(pool.holds, 32));
      if (pool.name !== pool.holds)
        row.append("text").attr("class", "dim").attr("x", -10).attr("y", 28)
          .attr("text-anchor", "end").text(cut(pool.name, 27));
      row.append("rect").attr("width", width).attr("height", BAR)
        .attr("fill", "var(--panel)");
      row.append("path").attr("fill", "var(--use)").attr("d",
        d3.area().curve(d3.curveStepAfter).x((p) => Math.min(width, x(p[0])))
          .y0(BAR).y1((p) => y(p[1]))(points));
      const peak = y(Math.min(pool.peak, pool.limit));
      row.append("line").attr("x2", width).attr("y1", peak).attr("y2", peak)
        .attr("stroke", "var(--peak)").attr("stroke-width", 1.5)
        .attr("stroke-dasharray", "5 3");
      row.append("text").attr("x", width + 10).attr("y", 13).text("peak " +
        pool.peak + " of " + pool.limit + ", " +
        Math.round((100 * pool.peak) / pool.limit) + " %");
      if (pool.refused > 0)
        row.append("text").attr("class", "bad").attr("x", width + 10)
          .attr("y", 28).text("refused " + pool.refused);
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

  // ---- consumers --------------------------------------------------------------

  function drawConsumers() {
    if (data.consumers.length === 0) return;
    section("consumers");
    const BARS = [["declared", "var(--declared)"], ["idle", "var(--idle)"],
      ["peak", "var(--peak)"]];
    const BAR = 13, GROUP = BARS.length * BAR + 12, LEFT = 190, RIGHT = 150;
    const legend = d3.select("#consumers .legend");
    BARS.forEach((bar) => swatch(legend, bar[0], bar[1]));

    function build() {
      const whole = widthOf("consumers");
      const width = whole - LEFT - RIGHT;
      const most = d3.max(data.consumers, (c) =>
        Math.max(c.declared, c.idle, c.peak)) || 1;
      const x = d3.scaleLinear().domain([0, most]).range([0, width]);
      const svg = picture("consumers", whole, data.consumers.length * GROUP,
        data.consumers.map((c) => c.name + ": declared " + c.declared +
          ", idle " + c.idle + ", peak " + c.peak).join("; "));
      data.consumers.forEach((consumer, i) => {
        const group = svg.append("g")
          .attr("transform", "translate(" + LEFT + "," + i * GROUP + ")");
        group.append("text").attr("x", -10).attr("y", 2 * BAR - 2)
          .attr("text-anchor", "end").text(cut(consumer.name, 26));
        BARS.forEach((bar, k) => {
          const value = consumer[bar[0]];
          group.append("rect").attr("y", k * BAR).attr("height", BAR - 2)
            .attr("width", Math.max(value > 0 ? 1 : 0, x(value)))
            .attr("fill", bar[1]);
          group.append("text").attr("x", x(value) + 5)
            .attr("y", k * BAR + BAR - 3).text(value)
            .style("font-size", "11px");
        });
        const notes = (consumer.state === "running" ? [] : [consumer.state])
          .concat(consumer.refused > 0 ? ["refused " + consumer.refused] : []);
        group.append("text").attr("class", "bad").attr("x", width + 30)
          .attr("y", 2 * BAR - 2).text(notes.join(", "));
      });
    }
    build();
    return build;
  }

  // ---- packets ----------------------------------------------------------------

  function drawPackets() {
    if (data.run_ups.length === 0) return;
    section("packets");
    const tools = d3.select("#packets .tools");
    let shown = 0;
    if (data.run_ups.length > 1) {
      const label = tools.append("label").text("Before ");
      label.append("select").on("change", function () {
        shown = Number(this.value);
        build();
      }).selectAll("option").data(data.run_ups).enter().append("option")
        .attr("value", (d, i) => i)
        .text((d) => refusalWords(data.events[d.event]));
    }

    function build() {
      const run_up = data.run_ups[shown];
      const refusal = data.events[run_up.event];
      const names = ["device"];
      run_up.packets.forEach((packet) => [packet[2], packet[3]].forEach((name) => {
        if (names.indexOf(name) < 0 && name !== "everyone") names.push(name);
      }));
      if (run_up.packets.some((packet) => packet[3] === "everyone"))
        names.push("everyone");
      const LEFT = 150, TOP = 30, ROW = 27;
      const column = Math.max(170,
        Math.min(320, (widthOf("packets") - LEFT - 110) /
          Math.max(1, names.length - 1)));
      const x = (name) => LEFT + 50 + names.indexOf(name) * column;
      const whole = Math.max(560, x(names[names.length - 1]) + 110);
      const height = TOP + (run_up.packets.length + 1) * ROW + 14;
      const svg = picture("packets", whole, height,
        "The last " + run_up.packets.length + " packets before " +
          refusalWords(refusal));
      names.forEach((name) => {
        svg.append("text").attr("x", x(name)).attr("y", 16)
          .attr("text-anchor", "middle").style("font-weight", "bold")
          .text(cut(name, 20));
        svg.append("line").attr("class", "lifeline").attr("x1", x(name))
          .attr("x2", x(name)).attr("y1", TOP - 6).attr("y2", height - 8);
      });
      if (run_up.packets.length === 0)
        svg.append("text").attr("class", "dim over").attr("x", LEFT)
          .attr("y", TOP + 6).text("no packet had passed yet");
      run_up.packets.forEach((packet, i) =>
        drawPacket(svg, packet, TOP + i * ROW + 16, x));
      const y = TOP + run_up.packets.length * ROW + 18;
      svg.append("text").attr("class", "bad over").attr("x", 0).attr("y", y)
        .style("font-weight", "bold").text("refused: " + refusalWords(refusal));
    }

    function drawPacket(svg, packet, y, x) {
      const from = x(packet[2]), to = x(packet[3]);
      const side = to >= from ? 1 : -1;
      const reset = / ?RST /.test(" " + packet[4]) ? " reset" : "";
      svg.append("text").attr("class", "dim").attr("x", 44).attr("y", y + 1)
        .attr("text-anchor", "end").text("#" + packet[0]);
      svg.append("text").attr("class", "dim").attr("x", 138).attr("y", y + 1)
        .attr("text-anchor", "end").text(packet[1].toFixed(6) + " s");
      svg.append("line").attr("class", "arrow" + reset).attr("x1", from)
        .attr("x2", to - 6 * side).attr("y1", y).attr("y2", y);
      svg.append("path").attr("class", "head" + reset).attr("d",
        "M" + to + "," + y + " l" + -8 * side + ",-4 v8 Z");
      svg.append("text").attr("class", "over").attr("x", (from + to) / 2)
        .attr("y", y - 4).attr("text-anchor", "middle").text(packet[4])
        .style("font-size", "11px");
    }
    build();
    return build;
  }

  // ---- events -----------------------------------------------------------------

  function drawEvents() {
    if (data.events.length === 0) return;
    section("events");
    const PAGE = 100;
    const columns = [
      ["time s", (e) => e[0], (e) => e[0].toFixed(6)],
      ["event", (e) => data.kinds[e[1]]],
      ["owner", (e) => ownerName(e[2])],
      ["slot", (e) => e[3], (e) => (e[3] < 0 ? "" : e[3])],
      ["call", (e) => data.calls[e[4]] || ""],
      ["errno", (e) => e[5] || ""],
      ["pool", (e) => e[6] || ""],
      ["packet", (e) => e[7], (e) => (e[7] > 0 ? e[7] : "")],
      ["text", (e) => e[8] || ""],
    ];
    const NUMBERS = ["time s", "slot", "packet"];
    const shownAs = (column, event) => String((column[2] || column[1])(event));
    let sorted = 0, descending = false, page = 0, kind = "", words = "";
    let found = data.events;
    const lines = []; // what the filter looks at, made when it is first used
    const lineOf = (event, i) => lines[i] ||
      (lines[i] = columns.map((c) => shownAs(c, event)).join(" ").toLowerCase());

    const tools = d3.select("#events .tools");
    const search = tools.append("label").text("Filter ").append("input")
      .attr("type", "search").attr("placeholder", "owner, errno, text ...");
    const select = tools.append("label").text("Event ").append("select");
    select.selectAll("option").data([""].concat(data.kinds)).enter()
      .append("option").attr("value", (d) => d).text((d) => d || "all");
    const count = tools.append("span").attr("role", "status");
    search.on("input", function () { words = this.value; update(); });
    select.on("change", function () { kind = this.value; update(); });

    const table = d3.select("#events .scroll").append("table");
    const heads = table.append("thead").append("tr").selectAll("th")
      .data(columns).enter().append("th").attr("scope", "col")
      .attr("class", (d) => (NUMBERS.includes(d[0]) ? "number" : null));
    heads.append("button").attr("type", "button").text((d) => d[0])
      .on("click", function () {
        const index = columns.indexOf(d3.select(this).datum());
        descending = index === sorted && !descending;
        sorted = index;
        update();
      });
    const body = table.append("tbody");
    const pages = d3.select("#events .pages");
    const turn = (text, by) => pages.append("button").attr("type", "button")
      .text(text).on("click", () => { page += by(); fill(); });
    const last = () => Math.max(0, Math.ceil(found.length / PAGE) - 1);
    const buttons = [turn("First", () => -page), turn("Previous", () => -1)];
    const where = pages.append("span").attr("role", "status");
    buttons.push(turn("Next", () => 1), turn("Last", () => last() - page));

    function update() {
      const wanted = words.toLowerCase().split(/\s+/).filter((w) => w);
      found = data.events.filter((event, i) =>
        (!kind || data.kinds[event[1]] === kind) &&
        wanted.every((word) => lineOf(event, i).includes(word)));
      const value = columns[sorted][1];
      const order = descending ? d3.descending : d3.ascending;
      if (sorted > 0 || descending)
        found = found.slice().sort((a, b) =>
          order(value(a), value(b)) || a[0] - b[0]);
      heads.attr("aria-sort", (d, i) => (i !== sorted ? null
        : descending ? "descending" : "ascending"));
      page = 0;
      fill();
    }

    function fill() {
      const from = page * PAGE;
      const rows = found.slice(from, from + PAGE);
      body.selectAll("*").remove();
      rows.forEach((event) => {
        const row = body.append("tr")
          .attr("class", isRefusal(event) ? "refused" : null);
        columns.forEach((column) => row.append("td")
          .attr("class", NUMBERS.includes(column[0]) ? "number" : null)
          .text(shownAs(column, event)));
      });
      count.text(found.length + " of " + data.events.length + " events");
      where.text(found.length === 0 ? "none"
        : from + 1 + " to " + (from + rows.length));
      pages.property("hidden", found.length <= PAGE);
      buttons.forEach((button, i) =>
        button.property("disabled", i < 2 ? page === 0 : page === last()));
    }
    update();
  }

  // ---- all of it ----------------------------------------------------------------

  defineHatches();
  const rebuilds = [drawSlots(), drawPools(), drawConsumers(), drawPackets()]
    .filter((build) => build);
  drawEvents();
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    rebuilds.forEach((build) => build());
  });
})();
