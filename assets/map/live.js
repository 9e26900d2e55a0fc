// Connects the page to the live stream and hands its events on.

import { boot } from "./boot.js";
import { Stream } from "./stream.js";

/**
 * Listen to the stream of all tracks.
 * @param {(message: import("./stream.js").Message) => void} tell
 */
export function listen(tell) {
  const tracks = boot.tracks.map((track) => `track=${track.id}`).join("&");
  const url = new URL(`${boot.urls.stream}&${tracks}`, location.href).href;
  const wake = "SharedWorker" in window ? inWorker(url, tell) : inPage(url, tell);
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
  });
}

/**
 * @param {string} url
 * @param {(message: import("./stream.js").Message) => void} tell
 * @returns {() => void} tries again at once
 */
function inWorker(url, tell) {
  const worker = new SharedWorker(new URL("./stream-worker.js", import.meta.url), { type: "module", name: url });
  worker.port.onmessage = ({ data }) => tell(data);
  worker.port.postMessage({ type: "open", url });
  window.addEventListener("pagehide", () => worker.port.postMessage({ type: "bye" }));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  return () => worker.port.postMessage({ type: "wake" });
}

/**
 * @param {string} url
 * @param {(message: import("./stream.js").Message) => void} tell
 */
function inPage(url, tell) {
  const stream = new Stream(url, tell);
  return () => stream.wake();
}
