/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: runs at the end of a sweep's page and writes what it finds into the
 * page, as TAP without numbers, for test_sweep_in_browser to read. */
"use strict";
(function () {
  const lines = [];
  const check = (held, what, found) =>
    lines.push((held ? "ok - " : "not ok - ") + what +
      (held ? "" : ": " + found));
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const one = (selector) => document.querySelector(selector);
  const key = (node, name) => node.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const expected = JSON.parse(document.getElementById("expected").textContent);
  const points = expected.points;
  const keys = expected.vary;
  const across = keys[keys.length - 1].values.length;
  const down = keys.length > 1 ? keys[keys.length - 2].values.length : 1;
  const passes = (i) => points[i].first_failure === null;

  function cells() {
    const shapes = all("#map .cell");
    check(shapes.length === points.length, "every point has a cell",
      shapes.length);
    const colours = (safe) => new Set(shapes
      .filter((cell, i) => passes(i) === safe)
      .map((cell) => cell.getAttribute("fill")));
    const both = Array.from(colours(true)).filter((c) => colours(false).has(c));
    check(colours(true).size <= 1 && both.length === 0,
      "safe cells have a colour of their own", both.join());
    const words = all("#map .on-cell").map((text) => text.textContent);
    check(words.length === 0 || words.every((word, i) =>
      word.endsWith(".") === passes(i)), "and say so without it",
    words.join("|"));
    const broken = all("svg *").filter((node) => Array.from(node.attributes)
      .some((attribute) => /NaN|undefined|null/.test(attribute.value)));
    check(broken.length === 0, "every shape has a place",
      broken.slice(0, 3).map((node) => node.outerHTML).join(" "));
  }

  /* As many edges as there are neighbours of which one is safe. */
  function border() {
    let wanted = 0;
    points.forEach((point, i) => {
      const x = i % across;
      const y = Math.floor(i / across) % down;
      if (x + 1 < across && passes(i) !== passes(i + 1)) wanted++;
      if (y + 1 < down && passes(i) !== passes(i + across)) wanted++;
    });
    const drawn = all("#map .border")
      .map((path) => (path.getAttribute("d").match(/M/g) || []).length)
      .reduce((a, b) => a + b, 0);
    check(drawn === wanted, "the border is all around the safe region",
      drawn + " of " + wanted);
  }

  function keyboard() {
    const svg = one("#map .picture svg");
    const detail = one("#map .detail");
    check(svg.tabIndex === 0 && svg.getAttribute("aria-label").length > 20 &&
      detail.getAttribute("aria-live") === "polite",
    "the map can be reached and is announced", svg.outerHTML.slice(0, 200));
    const tells = (i) => {
      const at = keys.map(({ key: name }) => name + "=" + points[i].at[name]);
      return detail.textContent.startsWith(at.join(", ") + ": ") &&
        detail.textContent.includes(points[i].pass + " of ");
    };
    svg.focus();
    check(tells(0), "focus tells the first point", detail.textContent);
    key(svg, "ArrowLeft");
    check(tells(0), "there is nothing beyond the edge", detail.textContent);
    key(svg, "ArrowRight");
    check(tells(Math.min(1, across - 1)), "arrow keys go right",
      detail.textContent);
    key(svg, "ArrowDown");
    key(svg, "Home");
    check(tells(0), "Home goes to the first", detail.textContent);
    key(svg, "End");
    check(tells(across * down - 1), "End goes to the last", detail.textContent);
    const cell = all("#map .cell")[points.length - 1];
    cell.dispatchEvent(new MouseEvent("mouseenter"));
    check(tells(points.length - 1), "the mouse tells a point, too",
      detail.textContent);
  }

  function labels() {
    all("#map .picture svg").forEach((svg) => {
      const boxes = Array.from(svg.querySelectorAll("text"))
        .filter((text) => text.textContent)
        .map((text) => [text.textContent, text.getBoundingClientRect()]);
      const touching = [];
      boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
        if (p.left + 1 < q.right && q.left + 1 < p.right &&
            p.top + 4 < q.bottom && q.top + 4 < p.bottom)
          touching.push(a + " | " + b);
      }));
      check(touching.length === 0, "no labels overlap",
        touching.slice(0, 5).join("; "));
      const frame = svg.getBoundingClientRect();
      const outside = boxes.filter(([, box]) => box.left < frame.left - 1 ||
        box.right > frame.right + 1);
      check(outside.length === 0, "no label is cut off",
        outside.map(([text]) => text).join("; "));
    });
  }

  /* For those who do not see the map: the same numbers, with heads. */
  function table() {
    const rows = all("#points tbody tr");
    check(rows.length === points.length, "the table has every point",
      rows.length);
    const wrong = rows.filter((row, i) => {
      const heads = Array.from(row.querySelectorAll("th[scope=row]"))
        .map((head) => head.textContent);
      const numbers = Array.from(row.querySelectorAll("td.number"))
        .map((cell) => Number(cell.textContent));
      const point = points[i];
      return keys.some(({ key: name }, j) => heads[j] !== point.at[name]) ||
        numbers[0] !== point.pass || numbers[1] !== point.fail ||
        numbers[3] !== point.peak || numbers[4] !== point.refused;
    });
    check(wrong.length === 0, "with its numbers",
      wrong.slice(0, 2).map((row) => row.textContent).join("; "));
    const columns = all("#points thead th");
    check(columns.every((head) => head.scope === "col" && head.textContent) &&
      one("#points caption"), "and heads and a caption",
    columns.map((head) => head.textContent).join());
  }

  function markup() {
    check(!document.getElementById("smuggled"), "no text becomes markup", "");
    const scripts = document.getElementsByTagName("script").length;
    check(scripts === expected.scripts, "no text becomes a script", scripts);
    check(document.documentElement.scrollWidth <= window.innerWidth,
      "the page is not wider than the window",
      document.documentElement.scrollWidth);
  }

  [cells, border, keyboard, labels, table, markup].forEach((test) => {
    try {
      test();
    } catch (error) {
      check(false, test.name, error.stack);
    }
  });
  check(window.mistakes.length === 0, "no script has failed",
    window.mistakes.join("; "));
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = "\n" + lines.join("\n") + "\n";
  document.body.append(result);
})();
