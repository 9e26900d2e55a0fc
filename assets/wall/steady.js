// Keeps a page alive for weeks: takes a new release, begins afresh at a quiet hour, keeps the screen awake.
// It reloads only when the server has just answered, so that it never changes a picture for an error.

const LOOK = 600_000; // milliseconds between two looks
const SOON = 4000; // after the connection came back
const OLD = 20 * 3_600_000; // milliseconds after which a quiet hour is used

export class Steady {
  /** @param {{quietHour: number, safe: () => boolean}} terms */
  constructor({ quietHour, safe }) {
    this.quietHour = quietHour;
    this.safe = safe;
    this.release = document.documentElement.dataset.release;
    this.begun = performance.now();
    this.open = true;
    setInterval(() => this.look(), LOOK);
    this.#wake();
    document.addEventListener("visibilitychange", () => this.#wake());
  }

  /** Take notice of the connection. @param {boolean} open */
  heard(open) {
    if (open && !this.open) setTimeout(() => this.look(), SOON);
    this.open = open;
  }

  /** Look whether it is time to load the page again. */
  async look() {
    const served = await this.#release();
    if (served === null || !this.safe()) return;
    const quiet = new Date().getHours() === this.quietHour && performance.now() - this.begun > OLD;
    if (served !== this.release || quiet) location.reload();
  }

  /** Return the release that the server serves; null when it does not answer with this page. */
  async #release() {
    try {
      const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
      return answer.ok ? /data-release="([^"]+)"/.exec(await answer.text())?.[1] ?? null : null;
    } catch {
      return null;
    }
  }

  async #wake() {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    await navigator.wakeLock.request("screen").catch(() => undefined); // the kiosk's own settings keep it awake too
  }
}
