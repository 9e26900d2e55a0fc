// Makes and fills elements; one that says the same already is left alone, so that nothing flickers.

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function made(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** Make a decorative icon of the set. @param {string} name */
export function icon(name) {
  const element = made("span", "icon");
  element.dataset.icon = name;
  return element;
}

/**
 * Write a text into the first element that matches.
 * @param {ParentNode} place
 * @param {string} selector
 * @param {string} text
 * @returns {boolean} whether it was another text
 */
export function setText(place, selector, text) {
  const element = place.querySelector(selector);
  if (!element || element.textContent === text) return false;
  element.textContent = text;
  return true;
}
