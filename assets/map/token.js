// The token that every change carries, so that no other site can ask for one in this browser's name.

import { boot } from "./boot.js";

/** @returns {Record<string, string>} the header of a request that changes something */
export function tokenHeader() {
  const held = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${boot.token}=`));
  return { "X-CSRFToken": held?.slice(boot.token.length + 1) ?? "" };
}

/**
 * Send JSON and read the answer, or fail with its sentence.
 * @param {string} path
 * @param {object} body
 * @param {"POST"|"PUT"} [method]
 * @returns {Promise<any>}
 */
export async function send(path, body, method = "POST") {
  const response = await fetch(`${path}?lang=${boot.locale}`, {
    method, cache: "no-store", headers: { "Content-Type": "application/json", ...tokenHeader() }, body: JSON.stringify(body),
  });
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(told.detail ?? String(response.status));
  return told;
}
