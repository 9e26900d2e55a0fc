// Has the server write what the table shows into a file, and saves it.

import { t } from "../map/boot.js";
import { say } from "../map/notice.js";
import { tokenHeader } from "../map/token.js";

/**
 * @param {{
 *   format: "xlsx"|"csv", track: string, as_of: string|null, known: number|null, columns: string[], codes: string[], lang: string, subtotals: boolean
 * }} asked
 */
export async function download({ lang, format, ...asked }) {
  try {
    const response = await fetch(`/api/v1/exports/units.${format}?lang=${lang}`, {
      method: "POST", headers: { "Content-Type": "application/json", ...tokenHeader() }, body: JSON.stringify(asked),
    });
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).detail ?? String(response.status));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = decodeURIComponent(response.headers.get("Content-Disposition")?.match(/filename\*=UTF-8''([^;]+)/)?.[1] ?? `units.${format}`);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say(null);
  } catch (error) {
    say(t("The file could not be written: {reason}", { reason: error instanceof Error ? error.message : "" }));
  }
}
