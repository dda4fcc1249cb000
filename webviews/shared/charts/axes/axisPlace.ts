import { formatDateTime } from "#webviews/shared/format.ts";

import type { AxisKind } from "./axis.ts";

const units: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };

/** A place on an axis as a person writes it: a number, a date and time, or a duration such as `1h 30m`; null for anything else. */
export function parsePlace(axis: AxisKind, text: string): number | null {
  const plain = Number(text.replaceAll(/[,_\s]/gu, ""));
  if (text.trim() !== "" && Number.isFinite(plain)) return plain;
  if (axis === "time") {
    const at = Date.parse(text.trim().replace(" ", "T"));
    return Number.isNaN(at) ? null : at / 1000;
  }
  if (axis !== "relative") return null;
  const parts = text.trim().match(/^(?:\d+(?:\.\d+)?\s*(?:ms|[dhms])\s*)+$/u);
  if (!parts) return null;
  let seconds = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|[dhms])/gu)) {
    seconds += Number(amount) * (units[unit] ?? NaN);
  }
  return seconds;
}

/** A place as `parsePlace` reads it. */
export function placeText(axis: AxisKind, place: number): string {
  return axis === "time" ? formatDateTime(place) : String(Number(place.toPrecision(9)));
}
