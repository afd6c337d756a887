/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, HTML: draws all of it, and again when the window changes. */

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
const redrawFor = (paper) => () => {
  onPaper = paper;
  rebuilds.forEach((build) => build());
};
window.addEventListener("beforeprint", redrawFor(true));
window.addEventListener("afterprint", redrawFor(false));
