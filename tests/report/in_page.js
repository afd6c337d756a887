/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: runs at the end of an HTML report and writes what it finds into the
 * page, as TAP without numbers, for test_in_browser to read. */
"use strict";
(function () {
  const lines = [];
  const check = (held, what, found) =>
    lines.push((held ? "ok - " : "not ok - ") + what +
      (held ? "" : ": " + found));
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const one = (selector) => document.querySelector(selector);
  const fire = (node, type, more) => node.dispatchEvent(
    new window[type.startsWith("key") ? "KeyboardEvent"
      : type.startsWith("mouse") || type === "click" ? "MouseEvent"
        : "Event"](type, Object.assign({ bubbles: true, clientX: 300,
      clientY: 300 }, more)));
  const expected = JSON.parse(document.getElementById("expected").textContent);

  function pictures() {
    ["slots", "pools", "consumers", "packets"].forEach((id) => {
      const wanted = id !== "packets" || expected.refusals > 0;
      const shapes = all("#" + id + " .picture svg *").length;
      check(wanted ? shapes > 7 : shapes === 0, id + " is drawn", shapes);
    });
    const shapes = all("#slots .picture svg *").length;
    check(shapes < 20000, "there are not more shapes than pixels", shapes);
    const broken = all("svg *").filter((node) => Array.from(node.attributes)
      .some((attribute) => /NaN|undefined|null/.test(attribute.value)));
    check(broken.length === 0, "every shape has a place",
      broken.slice(0, 3).map((node) => node.outerHTML).join(" "));
    const hatches = all('#slots [fill^="url(#hatch-"]');
    check(hatches.length > 0, "bars are hatched by state", hatches.length);
    const drawn = Array.from(new Set(hatches.map((n) => n.getAttribute("fill"))));
    const missing = drawn.filter((url) => !one(url.slice(4, -1)));
    check(missing.length === 0, "every hatch is defined", missing);
  }

  /* Labels that touch cannot be read. */
  function labels() {
    all(".picture svg").forEach((svg) => {
      const boxes = Array.from(svg.querySelectorAll("text"))
        .filter((text) => text.textContent)
        .map((text) => [text.textContent, text.getBoundingClientRect()]);
      const touching = [];
      boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
        if (p.left + 1 < q.right && q.left + 1 < p.right &&
            p.top + 4 < q.bottom && q.top + 4 < p.bottom)
          touching.push(a + " | " + b);
      }));
      const where = svg.closest("section").id;
      check(touching.length === 0, "no labels of " + where + " overlap",
        touching.slice(0, 5).join("; "));
      const frame = svg.getBoundingClientRect();
      const outside = boxes.filter(([, box]) => box.left < frame.left - 1 ||
        box.right > frame.right + 1);
      check(outside.length === 0, "no label of " + where + " is cut off",
        outside.map(([text]) => text).join("; "));
    });
  }

  /* Bars speak of slots, of a raw-API device of PCBs; -1 is nobody's number. */
  function raw() {
    const words = one("#verdict").textContent + one("#slots").textContent;
    check(!/fd -1|slots\s*-1/.test(words), "no number of what is not there",
      words);
    check(/PCB 0/.test(one("#slots .picture").textContent) === expected.raw,
      "rows are PCBs when there are no sockets", expected.raw);
  }

  function faults() {
    ["slots", "pools"].forEach((id) => {
      const marks = all("#" + id + " .fault");
      check(marks.length === expected.faults, id + " mark every fault",
        marks.length);
      if (marks.length === 0) return;
      fire(marks[0], "mousemove");
      check(/^fault \w+ .*\n[0-9.]+ s to [0-9.]+ s\npacket \d+$/.test(
        one("#tip").textContent), "hovering one tells what and how long",
      one("#tip").textContent);
      fire(marks[0], "mouseleave");
    });
    if (expected.faults === 0) return;
    fire(one("#slots .fault"), "click");
    check(/^fault /.test(one("#slots .detail").textContent),
      "a click on a fault tells it", one("#slots .detail").textContent);
  }

  /* The spans of faults, in the order in which they begin: words that two of
   * them share must not mix them up. */
  function spans() {
    if (!expected.spans) return;
    const found = all("#slots .fault").map((mark) => {
      fire(mark, "mousemove");
      const span = one("#tip").textContent.split("\n")[1];
      fire(mark, "mouseleave");
      return span;
    });
    check(found.join("; ") === expected.spans, "each fault has its own end",
      found.join("; "));
  }

  /* What a fault ordered is no want: other flags, other words. */
  function ordered() {
    const flags = all("#slots .flag.ordered");
    check(flags.length === expected.ordered, "ordered refusals have flags of "
      + "their own", flags.length);
    flags.forEach((flag) => {
      fire(flag, "click");
      const words = one("#slots .detail").textContent;
      check(/ordered by the fault refuse/.test(words), "which say so", words);
    });
    const rows = all("#events tbody tr").filter((row) =>
      /ordered by the fault refuse/.test(row.textContent));
    check(rows.length === expected.ordered, "and so do their events",
      rows.length);
    if (expected.ordered > 0)
      check(/ordered/.test(one("#slots .legend").textContent),
        "and the legend", one("#slots .legend").textContent);
  }

  function waited() {
    const words = all("#pools .picture tspan").map((node) => node.textContent)
      .filter((text) => /waited/.test(text));
    const wanted = expected.waited.map((count) => "waited " + count);
    check(words.map((text) => text.replace(/^, /, "")).sort().join() ===
      wanted.sort().join(), "pools tell what waited", words.join("; "));
  }

  function declared() {
    const rows = all("#declared tbody tr");
    check(rows.length === expected.consumers.length,
      "every consumer has its declaration and what was measured", rows.length);
    rows.forEach((row, i) => {
      const [name, differs] = expected.consumers[i];
      check(row.children[0].textContent === name &&
        row.classList.contains("differs") === differs &&
        (row.children[4].textContent === "none") !== differs,
      "the declaration of " + name + (differs ? " differs" : " holds"),
      row.textContent);
    });
  }

  function fix() {
    const lines = all("#verdict .why .fix");
    check(lines.length === expected.fixes, "a fix that was run stands out",
      lines.length);
    check(lines.every((line) => /passes \(verified\)/.test(line.textContent)),
      "and nothing else", lines.map((line) => line.textContent).join("; "));
  }

  function paper() {
    window.dispatchEvent(new Event("beforeprint"));
    const wide = all(".picture svg").filter((svg) =>
      svg.closest("section").id !== "packets" &&
      Number(svg.getAttribute("width")) > 720);
    check(wide.length === 0, "pictures fit on paper", wide.length);
    window.dispatchEvent(new Event("afterprint"));
  }

  function hovering() {
    const tip = one("#tip");
    const bar = one("#slots .bar");
    fire(bar, "mousemove");
    check(!tip.hidden && /(slot 0, fd \d+|PCB 0): /.test(tip.textContent),
      "hovering a bar tells slot, fd and owner", tip.textContent);
    fire(bar, "mouseleave");
    check(tip.hidden, "and the tip goes with the mouse", tip.textContent);
    fire(bar, "click");
    check(/packet/.test(one("#slots .detail").textContent),
      "a click on a bar tells the packet", one("#slots .detail").textContent);
  }

  function refusals() {
    const flags = all("#slots .flag");
    check((flags.length > 0) === (expected.refusals > 0), "refusals have flags",
      flags.length);
    if (flags.length === 0) return;
    fire(flags[0], "click");
    const detail = one("#slots .detail");
    check(/E[A-Z]+ .*packet \d+/.test(detail.textContent),
      "a click on a flag tells errno and packet", detail.textContent);
    const svg = one("#slots .picture svg");
    /* Each step draws the picture anew: of very many, the first ones do. */
    const steps = Math.min(expected.refusals, 300);
    for (let i = 1; i < steps; i++)
      fire(svg, "keydown", { key: "ArrowLeft" });
    fire(svg, "keydown", { key: "ArrowRight" });
    fire(svg, "keydown", { key: "ArrowLeft" });
    for (let i = 0; i < steps; i++) {
      const found = / at ([0-9.]+) s, (?:after )?packet (\d+)$/.exec(detail.textContent);
      lines.push("refusal " + (found ? found[1] + " " + found[2]
        : "?" + detail.textContent));
      fire(svg, "keydown", { key: "ArrowRight" });
    }
    check(detail.textContent.startsWith("refusal " +
      Math.min(expected.refusals, steps + 1)), "arrow keys go through refusals", detail.textContent);
    fire(svg, "keydown", { key: "+" });
    fire(svg, "keydown", { key: "0" });
  }

  function table() {
    const rows = () => all("#events tbody tr");
    const count = one("#events [role=status]");
    check(count.textContent ===
      expected.events + " of " + expected.events + " events",
    "all events are there", count.textContent);
    check(rows().length === Math.min(100, expected.events),
      "a page has 100 rows at most", rows().length);
    const search = one("#events input");
    search.value = "call_refused";
    fire(search, "input");
    check(count.textContent.startsWith(expected.refusals + " of"),
      "the filter finds the refusals", count.textContent);
    check(rows().every((row) => row.textContent.includes("call_refused")),
      "and nothing else", "");
    search.value = "";
    fire(search, "input");
    const head = all("#events th button")[2]; // owner
    const owners = () => rows().map((row) => row.children[2].textContent);
    const inOrder = (a) => a.every((v, i) => i === 0 || a[i - 1] <= v);
    fire(head, "click");
    check(head.parentNode.getAttribute("aria-sort") === "ascending" &&
      inOrder(owners()), "a click on a heading sorts", owners().join(" "));
    fire(head, "click");
    check(inOrder(owners().reverse()), "a second one the other way",
      owners().join(" "));
    const select = one("#events select");
    select.value = "socket_opened";
    fire(select, "change");
    check(rows().length > 0 && rows().every((row) =>
      row.children[1].textContent === "socket_opened"),
    "one sort of event can be chosen", rows().length);
  }

  function people() {
    const unnamed = all("button, select, input").filter((node) =>
      !node.textContent.trim() && !node.closest("label"));
    check(unnamed.length === 0, "controls have names", unnamed.length);
    const pictures = all(".picture svg").filter((svg) =>
      !svg.getAttribute("aria-label") || !svg.getAttribute("role"));
    check(pictures.length === 0, "pictures have a text", pictures.length);
    check(one("html").lang === "en" && all("h1").length === 1,
      "there is one heading and a language", "");
    check(!document.getElementById("smuggled"), "no text became markup", "");
    check(all("script").length === expected.scripts, "or a script",
      all("script").length);
    const foreign = all("[src], link[href]").filter((node) =>
      !/^data:/.test(node.getAttribute("src") || node.getAttribute("href")));
    check(foreign.length === 0, "nothing is loaded from elsewhere",
      foreign.length);
  }

  [pictures, labels, raw, faults, spans, ordered, waited, declared, fix,
    paper, hovering, refusals, table, people].forEach((part) => {
    try {
      part();
    } catch (error) {
      check(false, part.name + " ran", error.stack);
    }
  });
  check(window.mistakes.length === 0, "no error on the console",
    window.mistakes.join("; "));
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = "\n" + lines.join("\n") + "\n";
  document.body.append(result);
})();
