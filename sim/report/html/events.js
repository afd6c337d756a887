/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: the table of events: filter, sorting, pages. */

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
    ["text", (e) => e[8] || (isOrdered(e) ? "ordered by the fault refuse" : "")],
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
