// Tells Dash what happens on the map; what is said before Dash is ready waits for it.

/** @type {Array<[string, object]>} */
const waiting = [];

/** @typedef {{set_props: (id: string, props: object) => void}} DashClientside */

/** @returns {DashClientside|null} */
function ready() {
  const side = /** @type {{dash_clientside?: DashClientside}} */ (window).dash_clientside;
  return side?.set_props && document.getElementById("dossier") ? side : null;
}

/**
 * Set properties of a Dash component.
 * @param {string} id
 * @param {object} props
 */
export function setProps(id, props) {
  waiting.push([id, props]);
  flush();
}

function flush() {
  const side = ready();
  if (!side) return;
  for (const [id, props] of waiting.splice(0)) side.set_props(id, props);
}

const observer = new MutationObserver(() => {
  if (!ready()) return;
  observer.disconnect();
  flush();
});
observer.observe(document.documentElement, { childList: true, subtree: true });
