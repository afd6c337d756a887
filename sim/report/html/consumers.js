/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: sockets that a consumer declares, holds when idle, and
 * held at most. */

function drawConsumers() {
  if (data.consumers.length === 0) return;
  section("consumers");
  const BARS = [["declared", "var(--declared)"], ["idle", "var(--idle)"],
    ["peak", "var(--peak)"]];
  const BAR = 13, GROUP = BARS.length * BAR + 12;
  const legend = d3.select("#consumers .legend");
  BARS.forEach((bar) => swatch(legend, bar[0], bar[1]));

  function build() {
    const whole = widthOf("consumers");
    const narrow = isNarrow(whole);
    const LEFT = narrow ? 12 : 190, RIGHT = narrow ? 28 : 150;
    const ABOVE = narrow ? 18 : 0, ROW = GROUP + ABOVE;
    const width = whole - LEFT - RIGHT;
    const most = d3.max(data.consumers, (c) =>
      Math.max(c.declared, c.idle, c.peak)) || 1;
    const x = d3.scaleLinear().domain([0, most]).range([0, width]);
    const svg = picture("consumers", whole, data.consumers.length * ROW,
      data.consumers.map((c) => c.name + ": declared " + c.declared +
        ", idle " + c.idle + ", peak " + c.peak).join("; "));
    data.consumers.forEach((consumer, i) => {
      const group = svg.append("g")
        .attr("transform", "translate(" + LEFT + "," + (i * ROW + ABOVE) + ")");
      group.append("text").attr("x", narrow ? 0 : -10)
        .attr("y", narrow ? -5 : 2 * BAR - 2)
        .attr("text-anchor", narrow ? "start" : "end")
        .text(cut(consumer.name, 26));
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
      group.append("text").attr("class", "bad")
        .attr("x", narrow ? width : width + 30)
        .attr("y", narrow ? -5 : 2 * BAR - 2)
        .attr("text-anchor", narrow ? "end" : "start").text(notes.join(", "));
    });
  }
  build();
  return build;
}
