// Watches one spot of a map inside the page: notes when its pixels have a colour, and when the map rests.
// Reading a pixel makes the graphics process finish the frame first, so the time it takes is in the figure.
({ kind, spots, colour, tolerance }) => {
  const alike = (pixel) => colour.every((channel, at) => Math.abs(pixel[at] - channel) <= tolerance);
  const noted = { painted: 0, rested: 0 };
  window.noted = noted;
  if (kind === "leaflet") {
    const canvas = document.querySelector(".leaflet-overlay-pane canvas");
    const box = canvas.getBoundingClientRect();
    const paper = canvas.getContext("2d");
    const scale = canvas.width / box.width;
    const look = () => {
      const pixels = spots.map(([x, y]) => paper.getImageData((x - box.left) * scale, (y - box.top) * scale, 1, 1).data);
      if (pixels.some(alike)) noted.painted = noted.rested = Date.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return;
  }
  const map = window.situationMap?.view.map ?? document.querySelector(".js-plotly-plot")._fullLayout.map._subplot.map;
  const canvas = map.getCanvas();
  const box = canvas.getBoundingClientRect();
  const gl = canvas.getContext("webgl2");
  const pixel = new Uint8Array(4);
  const look = () => {
    for (const [x, y] of spots) {
      gl.readPixels(x - box.left, canvas.height - 1 - (y - box.top), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      if (alike(pixel)) {
        noted.painted = Date.now();
        map.off("render", look);
        map.once("idle", () => { noted.rested = Date.now(); });
        return;
      }
    }
  };
  map.on("render", look);
}
