// A page's main part as the server made it: taken anew when something has changed, and how fresh it is.

import { boot } from "../map/boot.js";
import { FreshnessSign } from "../map/freshness.js";
import { listen } from "../map/live.js";
import { installThemeSwitch } from "../map/theme.js";

const SOON = 800; // milliseconds in which further changes are waited for

export class Followed {
  /**
   * @param {string} id of the part, which says its revision
   * @param {(page: Document) => () => void} before called with the new page before its part is put in place; what
   *   it returns is called afterwards
   * @param {() => boolean} busy whether the part has to stay for now
   */
  constructor(id, before, busy = () => false) {
    this.id = id;
    this.before = before;
    this.busy = busy;
    this.asked = 0;
    this.shown = Number(this.part.dataset.revision);
    this.waiting = /** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined);
  }

  get part() {
    return /** @type {HTMLElement} */ (document.getElementById(this.id));
  }

  /** Follow the stream from the revision that is shown. */
  follow() {
    const freshness = new FreshnessSign();
    const connection = listen((message) => {
      if (message.type === "status") {
        freshness.status(message.open);
        return;
      }
      const { name, data } = message;
      freshness.contact(data);
      const other = name === "day" && (data.day !== boot.today || data.revision > this.shown);
      if (name === "change" || name === "reset" || other) this.soon();
    });
    connection.loaded(this.shown);
    installThemeSwitch(() => {});
  }

  /** Take the part anew from the server, and leave its scroll where it is. */
  async refresh() {
    this.asked += 1;
    const mine = this.asked;
    const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || mine !== this.asked) return; // a sign tells that the connection is lost
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(this.id);
    if (mine !== this.asked || !fresh) return;
    if (this.busy()) {
      this.soon();
      return;
    }
    const top = this.part.scrollTop;
    const after = this.before(page);
    this.part.replaceChildren(...fresh.childNodes);
    this.part.dataset.revision = fresh.dataset.revision ?? "";
    this.shown = Number(fresh.dataset.revision);
    after();
    this.part.scrollTop = top;
  }

  /** Refresh when changes have ceased for a moment. */
  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.refresh(), SOON);
  }
}
