// Starts Dash when the map is painted, and tells it what happens; what is said before it is ready waits.

/** @type {Array<[string, object]>} */
const waiting = [];

/** @typedef {{set_props: (id: string, props: object) => void}} DashClientside */

/** Run Dash's scripts, which the page holds back in a template so that the map comes first. */
export function startDash() {
  const held = /** @type {HTMLTemplateElement|null} */ (document.getElementById("dash-scripts"));
  if (!held) return;
  const scripts = [...held.content.querySelectorAll("script")].map((script) => {
    const made = document.createElement("script");
    for (const { name, value } of script.attributes) made.setAttribute(name, value);
    made.textContent = script.textContent;
    made.async = false; // in their order
    return made;
  });
  held.remove();
  const files = scripts.filter((script) => script.src);
  const last = files.at(-1);
  const begin = () => document.body.append(...scripts.filter((script) => !script.src));
  if (last) last.addEventListener("load", begin);
  else begin();
  document.body.append(...files);
}

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

/** Put the dossier, which Dash renders with everything else, into its own panel; Dash never moves it again. */
function placeDossier() {
  const place = document.querySelector("#dossier-panel > .dossier-place");
  const dossier = document.getElementById("dossier");
  if (place && dossier) place.replaceChildren(dossier);
}

const observer = new MutationObserver(() => {
  if (!ready()) return;
  observer.disconnect();
  placeDossier();
  flush();
});
observer.observe(document.documentElement, { childList: true, subtree: true });
