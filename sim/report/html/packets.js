/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: the packets before a refusal, as a sequence chart. */

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
