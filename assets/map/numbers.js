// Writes numbers by locale. A minus is the real sign, as wide as a plus.

import { boot, t } from "./boot.js";

const whole = new Intl.NumberFormat(boot.locale);
const share = new Intl.NumberFormat(boot.locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const rate = new Intl.NumberFormat(boot.locale, { style: "percent" });
const signed = new Intl.NumberFormat(boot.locale, { signDisplay: "exceptZero" });
const signedTenths = new Intl.NumberFormat(boot.locale, {
  signDisplay: "exceptZero", minimumFractionDigits: 1, maximumFractionDigits: 1,
});

export const NONE = "—";

/** @param {number|null|undefined} value */
export function showNumber(value) {
  return value === null || value === undefined ? NONE : whole.format(value);
}

/** @param {number|null|undefined} value a share between 0 and 1 */
export function showShare(value) {
  return value === null || value === undefined ? NONE : share.format(value);
}

/** Write a share where there is little room. @param {number} value between 0 and 1 */
export function showRate(value) {
  return rate.format(value);
}

/** @param {number|null|undefined} points percentage points */
export function showPoints(points) {
  return points === null || points === undefined ? NONE : minus(signedTenths.format(points));
}

/**
 * Say a difference to the day before in the fewest words.
 * @param {number|null|undefined} now
 * @param {number|null|undefined} before
 * @param {boolean} rate both are shares
 */
export function showShortDifference(now, before, rate) {
  if (now === null || now === undefined || before === null || before === undefined) return "";
  const difference = now - before;
  if (Math.abs(difference) < (rate ? 0.0005 : 0.5)) return t("as before");
  return t("{n} today", { n: rate ? t("{n} points", { n: showPoints(difference * 100) }) : minus(signed.format(difference)) });
}

/**
 * Say a difference to the day before.
 * @param {number|null|undefined} now
 * @param {number|null|undefined} before
 * @param {boolean} rate both are shares
 */
export function showDifference(now, before, rate) {
  if (now === null || now === undefined || before === null || before === undefined) return "";
  const difference = now - before;
  if (Math.abs(difference) < (rate ? 0.0005 : 0.5)) return t("as yesterday");
  const written = rate ? t("{n} points", { n: showPoints(difference * 100) }) : minus(signed.format(difference));
  return t("{n} since yesterday", { n: written });
}

/** @param {string} text */
function minus(text) {
  return text.replace("-", "−");
}
