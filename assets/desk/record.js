// Opens the small forms of the dossier for one fact: a visit, a reply, the result of a review.

import { openForm } from "../board/form.js";

/** Open the form that a button of the dossier carries. @param {string} code of the unit @param {HTMLElement} opener */
export async function openRecord(code, opener) {
  await openForm({ ...JSON.parse(opener.dataset.record ?? "{}"), area: code });
}
