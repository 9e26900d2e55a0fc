// Says how much of a map is free, and which camera shows a place in that.

import { NARROW } from "./ground.js";
import { cameraOver } from "./mercator.js";

/** @typedef {import("./ground.js").Ground} Ground */

export class Frame {
  /**
   * @param {HTMLElement} container
   * @param {() => Ground} ground what the units stand on now
   */
  constructor(container, ground) {
    this.container = container;
    this.ground = ground;
    this.covered = 0; // pixels that a panel covers on the right
  }

  /** Lay the ground out for the free part of the map. @returns {boolean} whether anything stands elsewhere now */
  fit() {
    const { width, height } = this.#free();
    return this.ground().fit(width, height);
  }

  /** Return the camera that shows a township, or the district, in the free part. @param {string|null} town */
  camera(town) {
    const { width, height } = this.#free();
    const { center, zoom } = cameraOver(this.ground().bounds(town), width, height);
    return { center, zoom: town === null ? zoom : Math.min(zoom, this.ground().closest) };
  }

  /** Return the edges of the map that stay free, with what a panel covers. */
  room() {
    const free = this.ground().room(this.container.clientWidth);
    const narrow = matchMedia(`(max-width: ${NARROW - 1}px)`).matches; // there a panel covers everything
    return { ...free, right: free.right + (narrow ? 0 : this.covered) };
  }

  /** Return the pixels of the free part of the map. */
  #free() {
    const { clientWidth, clientHeight } = this.container;
    const { left, right, top, bottom } = this.room();
    return { width: clientWidth - left - right, height: clientHeight - top - bottom };
  }
}
