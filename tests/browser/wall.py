"""What is asked of a wall's page by scripts: whole texts, contrast, labels on the maps."""

READY = "() => document.documentElement.dataset.wall === 'ready'"
SMALL = (1280, 720)  # where the story is not how it looks
SMALLEST = 18  # pixels at 1920×1080
UNIT, SENT_BACK = "110108024901", "110108029901"

AUDIT = """(smallest) => {
  const found = [], texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, box = node.parentElement, text = node.textContent.trim();
    if (!text || box.closest("script, style, noscript")) continue;
    const style = getComputedStyle(box);
    if (style.visibility === "hidden" || style.opacity === "0" || style.clipPath === "inset(50%)") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    let area = range.getBoundingClientRect();
    for (let part = box; part && part !== document.body; part = part.parentElement) {  // an ellipsis says that there is more
      if (getComputedStyle(part).textOverflow !== "ellipsis") continue;
      const edge = part.getBoundingClientRect();
      area = new DOMRect(area.left, area.top, Math.min(area.right, edge.right) - area.left, area.height);
    }
    if (area.width < 2 || area.height < 2) continue;
    const name = text.slice(0, 30);
    if (parseFloat(style.fontSize) < smallest - 0.05) found.push(`small ${style.fontSize}: ${name}`);
    if (area.right > innerWidth + 1 || area.left < -1 || area.bottom > innerHeight + 1 || area.top < -1) found.push(`outside: ${name}`);
    for (let part = box; part && part !== document.body; part = part.parentElement) {
      const own = getComputedStyle(part), edge = part.getBoundingClientRect();
      if (own.overflowX !== "visible" && (area.right > edge.right + 1.5 || area.left < edge.left - 1.5)) found.push(`cut: ${name}`);
      if (own.overflowY !== "visible" && (area.bottom > edge.bottom + 4 || area.top < edge.top - 4)) found.push(`cut below: ${name}`);
    }
    const slack = Math.min(area.height * 0.18, 6);
    texts.push([{ left: area.left, right: area.right, top: area.top + slack, bottom: area.bottom - slack }, name, box]);
  }
  for (let one = 0; one < texts.length; one++) for (let other = one + 1; other < texts.length; other++) {
    const [a, first, inA] = texts[one], [b, second, inB] = texts[other];
    if (inA.contains(inB) || inB.contains(inA)) continue;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) found.push(`overlap: ${first} | ${second}`);
  }
  return found;
}"""


CONTRAST = """(least) => {
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const read = (colour) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return [[r, g, b], a / 255];
  };
  const over = ([top, alpha], below) => top.map((part, at) => part * alpha + below[at] * (1 - alpha));
  const ground = (box) => {
    if (!box) return [255, 255, 255];
    const layer = read(getComputedStyle(box).backgroundColor);
    return layer[1] > 0.999 ? layer[0] : over(layer, ground(box.parentElement));
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || box.closest("script, style, noscript") || !box.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const below = ground(box);
    let [ink, alpha] = read(getComputedStyle(box).color);
    for (let part = box; part; part = part.parentElement) alpha *= Number(getComputedStyle(part).opacity);
    const [a, b] = [luminance(over([ink, alpha], below)), luminance(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) found.push(`${ratio.toFixed(2)}: ${text.slice(0, 30)}`);
  }
  return found;
}"""

LABELS = """() => Object.entries(wall.stage.screens).filter(([, { view }]) => view).flatMap(([screen, { view, place }]) => {
  const { map } = view, scale = place.querySelector(".scaled").getBoundingClientRect().width / map.getContainer().offsetWidth;
  return map.getLayersOrder().map((id) => map.getLayer(id)).filter((layer) => layer.type === "symbol" && map.getLayoutProperty(layer.id, "text-field")
    && map.getLayoutProperty(layer.id, "visibility") !== "none").flatMap((layer) => {
      const seen = map.queryRenderedFeatures({ layers: [layer.id] });
      const free = map.getLayoutProperty(layer.id, "text-allow-overlap") === true || map.getLayoutProperty(layer.id, "text-ignore-placement") === true;
      return seen.map((one) => ({ screen, layer: layer.id, name: one.properties.name, free, size: (one.layer.layout["text-size"].evaluate?.({ zoom: map.getZoom() }, one) ?? one.layer.layout["text-size"]) * scale }));
  });
})"""


def resize(page, size):
    """Give the page another size, and wait until everything on it has followed."""
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.wait_for_timeout(600)
    page.evaluate("wall.stage.building")


def unit_of(size):
    width, height = size
    return min(width / 120, height / 67.5) / 16
