// Talks with the HTTP API of the reports; what goes wrong becomes a Problem with the server's own sentence.

import { boot, t } from "../map/boot.js";
import { tokenHeader } from "../map/token.js";

const BASE = "/api/v1/reports";

/**
 * @typedef {{error: number, correction: number, warning: number, facts?: number}} Counts
 * @typedef {{level: "error"|"correction"|"warning", level_name: string, text: string, place: string, column: string|null,
 *   label: string|null, kind: string|null, words: string[], cell: string|null, read: string|null}} Finding
 * @typedef {{column: string, label: string, kind: string, words: string[], before: string, after: string, cell: string|null,
 *   withdrawn: boolean, wants_reason: boolean}} Change
 * @typedef {{id: string, table: string, table_name: string, sheet: string|null, number: number|null, unit: string|null,
 *   name: string, suggestions: Array<{code: string, name: string}>, left_out: boolean, reason: string|null,
 *   changes: Change[], findings: Finding[]}} Row
 * @typedef {{cells: Record<string, Record<string, string|number|boolean|null>>, units: Record<string, string>,
 *   reasons: Record<string, string>, left_out: string[]}} Amendments
 * @typedef {"draft"|"submitted"|"checked"|"confirmed"|"returned"|"withdrawn"} Status
 * @typedef {{at: string, actor: string, action: string, reason: string|null}} Step
 * @typedef {{id: string, township: string, day: string, kind: "file"|"grid"|"unit"|"zero", status: Status,
 *   file_name: string|null, size: number|null, sender: string, received_at: string, version: number,
 *   revision: number|null, steps: Step[]}} Line
 * @typedef {{report: Line, township: {code: string, name: string}, corrects: string|null, digest: string,
 *   acceptable: boolean, facts: number, counts: Counts, amendments: Amendments, findings: Finding[], rows: Row[],
 *   unchanged: number, known?: boolean, recorded?: Recorded[]|null}} Preview
 * @typedef {{id: string, unit: string, name: string, track: string|null, type: string, text: string, day: string, counts: boolean,
 *   corrects: boolean, reason: string|null}} Recorded
 * @typedef {{id: string, kind: Line["kind"], status: Status, file_name: string|null, version: number, received_at: string,
 *   at: string, reason: string|null, counts: Counts|null}} BoardLine
 * @typedef {{code: string, name: string, received: "received"|"zero"|"late"|null, at: string|null, reports: BoardLine[]}} Town
 * @typedef {{day: string, today: string, now: string, reports_due: string, revision: number, townships: Town[]}} Board
 * @typedef {{id: string, label: string, group: string|null, note: string|null, kind: string, words: string[], width: number,
 *   editable: boolean, reason: boolean}} Column
 * @typedef {{code: string, name: string, values: Record<string, string>, stages: string[], elsewhere: string[]}} FormRow
 *   `elsewhere`: columns that are filled in another row of the table
 * @typedef {{id: string, track: string|null, name: string, title: string, columns: Column[], rows: FormRow[]}} Table
 * @typedef {{township: {code: string, name: string}, day: string, revision: number, draft: string|null, withdraw: string,
 *   tables: Table[]}} FormData
 */

/** An answer that is an error: its status, the stable last part of its type, and its sentence. */
export class Problem extends Error {
  /** @param {number} status @param {{type?: string, detail?: string}} body */
  constructor(status, body) {
    super(body.detail || t("The server does not answer. What you typed is kept; please try again."));
    this.status = status;
    this.slug = (body.type ?? "").split("/").at(-1) ?? "";
  }
}

/** @param {string} path @returns {string} the address, in the page's language */
export function address(path) {
  return `${path.startsWith("/api") ? path : BASE + path}${path.includes("?") ? "&" : "?"}lang=${boot.locale}`;
}

/**
 * @param {string} method
 * @param {string} path below the reports, or a whole one
 * @param {object} [body]
 * @returns {Promise<Response>}
 */
async function send(method, path, body) {
  let response;
  try {
    response = await fetch(address(path), {
      method, cache: "no-store", headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...(method === "GET" ? {} : tokenHeader()) }, body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Problem(0, {});
  }
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  return response;
}

/** @param {string} path @returns {Promise<any>} */
export const get = async (path) => (await send("GET", path)).json();
/** @param {string} path @returns {Promise<string>} */
export const getText = async (path) => (await send("GET", path)).text();
/** @param {string} path @param {object} body @returns {Promise<any>} */
export const post = async (path, body) => (await send("POST", path, body)).json();
/** @param {string} path @param {object} body @returns {Promise<any>} */
export const patch = async (path, body) => (await send("PATCH", path, body)).json();

/**
 * Send a file; `told` hears the share that is sent.
 * @param {File} file
 * @param {(share: number) => void} told
 * @returns {Promise<Preview>}
 */
export function upload(file, told) {
  return new Promise((done, failed) => {
    const form = new FormData();
    form.append("file", file, file.name);
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    request.open("POST", address(BASE));
    for (const [name, value] of Object.entries(tokenHeader())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && told(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? done(request.response) : failed(new Problem(request.status, request.response ?? {})));
    request.onerror = () => failed(new Problem(0, {}));
    request.send(form);
  });
}
