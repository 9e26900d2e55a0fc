// Connects the page to the live stream and hands its events on.

import { boot } from "./boot.js";
import { Stream } from "./stream.js";

const PROBE = 15_000; // milliseconds between two looks at whether one is still let in
let probed = 0;

/** @typedef {{loaded: (revision: number) => void, wake: () => void}} Connection */

/**
 * Listen to the stream of all tracks.
 * @param {(message: import("./stream.js").Message) => void} told
 * @returns {Connection}
 */
export function listen(told) {
  /** @param {import("./stream.js").Message} message */
  const tell = (message) => {
    if (message.type === "event" && message.name === "gone") leave();
    else told(message);
    if (message.type === "status" && !message.open) probe();
  };
  const tracks = boot.tracks.map((track) => `track=${track.id}`).join("&");
  const url = new URL(`${boot.urls.stream}&${tracks}`, location.href).href;
  const connection = "SharedWorker" in window ? inWorker(url, tell) : new Stream(url, tell);
  window.addEventListener("online", () => connection.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection.wake();
  });
  return connection;
}

/**
 * @param {string} url
 * @param {(message: import("./stream.js").Message) => void} tell
 * @returns {Connection}
 */
function inWorker(url, tell) {
  const worker = new SharedWorker(new URL("./stream-worker.js", import.meta.url), { type: "module", name: url });
  worker.port.onmessage = ({ data }) => tell(data);
  worker.port.postMessage({ type: "open", url });
  window.addEventListener("pagehide", () => worker.port.postMessage({ type: "bye" }));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  return {
    loaded: (revision) => worker.port.postMessage({ type: "loaded", revision }),
    wake: () => worker.port.postMessage({ type: "wake" }),
  };
}

/** Show nothing any more: the session was ended, here or elsewhere. */
function leave() {
  document.body.replaceChildren();
  const here = encodeURIComponent(location.pathname + location.search);
  location.replace(boot.who?.kind === "device" ? "/gone" : `/login?next=${here}`);
}

/** Ask whether a stream that does not open is refused because one is not let in any more. */
async function probe() {
  if (Date.now() - probed < PROBE) return;
  probed = Date.now();
  const answer = await fetch(`${boot.urls.map}?track=${boot.track}`, { cache: "no-store" }).catch(() => null);
  if (answer?.status === 401) leave();
}
