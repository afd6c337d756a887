/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: the map of a sweep. The last key goes across, the one
 * before it down; of any others there is a map for each combination. Texts are
 * only ever set as text, never as markup.
 *
 * What sim/report/sweep_html.c gives:
 *   keys    [{key, values: [text]}]
 *   seeds   runs a point
 *   points  [[passed, peak, refused, letter, words]] in order */

const data = JSON.parse(document.getElementById("data").textContent);
const across = data.keys[data.keys.length - 1];
const down = data.keys.length > 1 ? data.keys[data.keys.length - 2]
  : { key: "", values: [""] };
const outer = data.keys.slice(0, -2);
const mapSize = across.values.length * down.values.length;
const section = document.getElementById("map");
const detail = section.querySelector(".detail");
const colour = (share) => share === 1 ? "#1f8a47"
  : d3.interpolateRgb("#7a1018", "#f0c35b")(share);
const dark = (share) => share === 1 || share < 0.5;
const CELL_MAX = 64;
const MARGIN = { top: 40, right: 12, bottom: 12 };

const isSafe = (point) => data.points[point][0] === data.seeds;

function valuesOf(point) {
  const values = [];
  for (let i = data.keys.length - 1; i >= 0; i--) {
    const n = data.keys[i].values.length;
    values.unshift(data.keys[i].values[point % n]);
    point = Math.floor(point / n);
  }
  return values;
}

function where(point, from, to) {
  return valuesOf(point).slice(from, to)
    .map((value, i) => data.keys[from + i].key + "=" + value).join(", ");
}

function words(point) {
  const [passed, peak, refused, letter, found] = data.points[point];
  return where(point, 0) + ": " + passed + " of " + data.seeds +
    (data.seeds === 1 ? " run" : " runs") + " passed, peak " + peak +
    " sockets, " + refused + " calls refused" +
    (found ? "\n" + letter + ": " + found : "");
}

/* The edges between a safe cell and one that is not. Outside of the map
 * nothing is known, and there is no border. */
function borderPath(first, width, height) {
  const nx = across.values.length;
  const ny = down.values.length;
  const safe = (x, y) => isSafe(first + y * nx + x);
  const path = d3.path();
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) {
      if (x + 1 < nx && safe(x, y) !== safe(x + 1, y)) {
        path.moveTo((x + 1) * width, y * height);
        path.lineTo((x + 1) * width, (y + 1) * height);
      }
      if (y + 1 < ny && safe(x, y) !== safe(x, y + 1)) {
        path.moveTo(x * width, (y + 1) * height);
        path.lineTo((x + 1) * width, (y + 1) * height);
      }
    }
  }
  return path.toString();
}

const longest = (values) => d3.max(values, (value) => value.length);

/* Labels in every n-th place only, where all of them would touch. */
function every(values, size, room) {
  const n = Math.max(1, Math.ceil(room / size));
  return values.map((value, i) => i % n === 0 ? value : "");
}

function drawCells(group, first, width, height) {
  const nx = across.values.length;
  const points = d3.range(first, first + mapSize);
  const place = (point) => [(point - first) % nx * width,
    Math.floor((point - first) / nx) * height];
  const share = (point) => data.points[point][0] / data.seeds;
  group.selectAll("rect").data(points).enter().append("rect")
    .attr("class", "cell").attr("width", width).attr("height", height)
    .attr("x", (point) => place(point)[0])
    .attr("y", (point) => place(point)[1])
    .attr("fill", (point) => colour(share(point)));
  const label = (point) => (data.seeds > 1 ? data.points[point][0] + " " : "") +
    data.points[point][3];
  if (width < 7 * d3.max(points, (point) => label(point).length) + 4) return;
  group.selectAll("text").data(points).enter().append("text")
    .attr("class", (point) => "on-cell" + (dark(share(point)) ? " light" : ""))
    .attr("text-anchor", "middle")
    .attr("x", (point) => place(point)[0] + width / 2)
    .attr("y", (point) => place(point)[1] + height / 2 + 4).text(label);
}

function drawLabels(svg, left, width, height) {
  svg.append("text").attr("class", "dim").attr("x", left).attr("y", 14)
    .text(across.key);
  svg.append("text").attr("class", "dim").attr("x", left - 8).attr("y", 14)
    .attr("text-anchor", "end").text(down.key);
  every(across.values, width, 7 * longest(across.values) + 8)
    .forEach((value, i) => svg.append("text").attr("text-anchor", "middle")
      .attr("x", left + (i + 0.5) * width).attr("y", MARGIN.top - 8)
      .text(value));
  every(down.values, height, 16)
    .forEach((value, i) => svg.append("text").attr("text-anchor", "end")
      .attr("x", left - 8).attr("y", MARGIN.top + (i + 0.5) * height + 4)
      .text(value));
}

/* One map; its cursor is moved by the mouse and by the arrow keys. */
function drawMap(picture, first, room) {
  const nx = across.values.length;
  const ny = down.values.length;
  const left = 7.5 * Math.max(down.key.length, longest(down.values)) + 16;
  const width = Math.max(6, Math.min(CELL_MAX, (room - left - MARGIN.right) / nx));
  const height = Math.max(18, Math.min(32, width));
  const figure = picture.append("figure");
  if (outer.length > 0)
    figure.append("figcaption").text(where(first, 0, outer.length));
  /* The keys' names may be wider than the cells. */
  const wide = Math.max(width * nx, 7.5 * across.key.length) + left + MARGIN.right;
  const svg = figure.append("svg").attr("width", wide)
    .attr("height", MARGIN.top + ny * height + MARGIN.bottom)
    .attr("tabindex", 0).attr("role", "application")
    .attr("aria-label", "Map of " + (down.key ? down.key + " by " : "") +
      across.key + "; arrow keys move, the table below has the same numbers");
  drawLabels(svg, left, width, height);
  const group = svg.append("g")
    .attr("transform", "translate(" + left + "," + MARGIN.top + ")");
  drawCells(group, first, width, height);
  group.append("path").attr("class", "border")
    .attr("d", borderPath(first, width, height));
  const cursor = group.append("rect").attr("class", "cursor")
    .attr("width", width).attr("height", height).attr("visibility", "hidden");
  let x = 0;
  let y = 0;
  const show = () => {
    cursor.attr("x", x * width).attr("y", y * height)
      .attr("visibility", "visible");
    detail.textContent = words(first + y * nx + x);
  };
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1],
    ArrowDown: [0, 1], Home: [-nx, -ny], End: [nx, ny] };
  svg.node().addEventListener("focus", show);
  svg.node().addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    x = Math.max(0, Math.min(nx - 1, x + step[0]));
    y = Math.max(0, Math.min(ny - 1, y + step[1]));
    show();
  });
  group.selectAll(".cell").each(function (point) {
    this.addEventListener("mouseenter", () => {
      x = (point - first) % nx;
      y = Math.floor((point - first) / nx);
      show();
    });
  });
}

function drawLegend() {
  const legend = d3.select("#map .legend");
  const shares = data.seeds > 1
    ? [[1, "every run passed"], [0.5, "some passed"], [0, "none passed"]]
    : [[1, "passed"], [0, "did not"]];
  shares.forEach(([share, text]) => {
    const entry = legend.append("span");
    entry.append("svg").attr("width", 14).attr("height", 14)
      .attr("aria-hidden", "true").append("rect").attr("width", 14)
      .attr("height", 14).attr("fill", colour(share));
    entry.append("span").text(text);
  });
}

function draw() {
  section.hidden = false;
  const picture = d3.select("#map .picture");
  picture.selectAll("*").remove();
  const room = picture.node().clientWidth;
  for (let first = 0; first < data.points.length; first += mapSize)
    drawMap(picture, first, room);
}

drawLegend();
draw();
let width = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  draw();
});
