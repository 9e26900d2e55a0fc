// Switches between the geography and the equal tiles, and orders the tiles. The tiles come when they are first asked for.

import { t } from "./boot.js";
import { Geography } from "./ground.js";

/** @typedef {import("./ground.js").Ground} Ground */
/** @typedef {import("./tiles.js").Tiles} Tiles */
/** @typedef {"map"|"tiles"} Name */
/** @typedef {"phase"|"code"} Order */

const root = document.documentElement;

export class GroundSwitch {
  /**
   * @param {{view: Name, order: Order}} asked by the address
   * @param {{onGround: (ground: Ground) => void, onAddress: (push: boolean) => void, onNotice: (text: string) => void}} hands
   */
  constructor({ view, order }, hands) {
    this.view = view;
    this.order = order;
    this.hands = hands;
    /** @type {Order|null} the order in which the tiles are kept for now, whatever is asked for */
    this.held = null;
    /** @type {Ground|null} what units stand on now */
    this.ground = null;
    /** @type {Tiles|null} */
    this.tiles = null;
    this.#mark();
  }

  /**
   * Return what the page begins with.
   * @param {import("./situation.js").Situation} situation
   * @param {import("./filter.js").Filter} filter
   * @returns {Promise<Ground>}
   */
  async begin(situation, filter) {
    this.situation = situation;
    this.filter = filter;
    this.geography = new Geography(situation);
    this.ground = this.view === "tiles" ? await this.#open() ?? this.geography : this.geography;
    this.view = this.ground.name;
    this.#order();
    this.#mark();
    return this.ground;
  }

  /** Hear the buttons, once the map can be switched. */
  listen() {
    document.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("[data-ground-view], [data-ground-order]");
      if (!(button instanceof HTMLElement)) return;
      const { groundView: view = this.view, groundOrder: order = this.order } = button.dataset;
      this.set(/** @type {Name} */ (view), /** @type {Order} */ (order)).then(() => this.hands.onAddress(true));
    });
  }

  /** @param {Name} view @param {Order} order */
  async set(view, order) {
    if (view === this.view && order === this.order) return;
    [this.view, this.order] = [view, order];
    this.#mark();
    const ground = view === "tiles" ? await this.#open() : this.geography;
    if (view !== this.view || order !== this.order) return; // asked for something else meanwhile
    if (ground) {
      this.#take(ground);
      return;
    }
    this.view = "map";
    this.#mark();
    this.hands.onNotice(t("The tiles could not be loaded. Please try again."));
  }

  /** Keep the tiles in an order for as long as they must not move; null lets them go. @param {Order|null} order */
  hold(order) {
    if (order === this.held) return;
    this.held = order;
    root.dataset.orderHeld = String(order !== null);
    this.#mark();
    if (this.tiles && this.ground === this.tiles) this.#take(this.tiles);
  }

  /** @param {Ground|undefined} ground */
  #take(ground) {
    if (!ground) return;
    const moved = this.#order();
    if (ground === this.ground && !moved) return;
    this.ground = ground;
    this.hands.onGround(ground);
  }

  /** Put the tiles in the order that counts. @returns {boolean} whether any stands elsewhere now */
  #order() {
    if (!this.tiles) return false;
    this.tiles.order = this.held ?? this.order;
    return this.tiles.sort();
  }

  /** @returns {Promise<Tiles|null>} */
  async #open() {
    if (!this.situation || !this.filter) return null;
    try {
      const { Tiles } = await import("./tiles.js");
      this.tiles ??= await Tiles.open(this.situation, this.filter);
    } catch (error) {
      console.warn("no tiles:", error);
      return null;
    }
    return this.tiles;
  }

  /** Show on the buttons, and to the style sheets, what is chosen. */
  #mark() {
    root.dataset.ground = this.view;
    const order = this.held ?? this.order;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-ground-view]"))) {
      button.setAttribute("aria-pressed", String(button.dataset.groundView === this.view));
    }
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-ground-order]"))) {
      button.setAttribute("aria-pressed", String(button.dataset.groundOrder === order));
      button.disabled = this.held !== null;
    }
  }
}
