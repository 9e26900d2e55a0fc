// Connects the page to the live stream and hands its events on.

import { boot } from "./boot.js";
import { Stream } from "./stream.js";

/** @typedef {{loaded: (revision: number) => void, wake: () => void}} Connection */

/**
 * Listen to the stream of all tracks.
 * @param {(message: import("./stream.js").Message) => void} tell
 * @returns {Connection}
 */
export function listen(tell) {
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
