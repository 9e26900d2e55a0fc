// The shared worker: one stream for all tabs of the browser (HTTP/1.1 allows only six connections).

import { Stream } from "./stream.js";

/** @type {Set<MessagePort>} */
const ports = new Set();
/** @type {Stream|null} */
let stream = null;
/** @type {import("./stream.js").Message} */
let status = { type: "status", open: false };

/** @param {import("./stream.js").Message} message */
function tellAll(message) {
  if (message.type === "status") status = message;
  for (const port of ports) port.postMessage(message);
}

self.addEventListener("connect", (event) => {
  const port = /** @type {MessageEvent} */ (event).ports[0];
  ports.add(port);
  port.onmessage = ({ data }) => {
    if (data.type === "open") {
      stream ??= new Stream(data.url, tellAll);
      port.postMessage(status);
    } else if (data.type === "loaded") stream?.loaded(data.revision);
    else if (data.type === "wake") stream?.wake();
    else if (data.type === "bye") ports.delete(port);
  };
});
