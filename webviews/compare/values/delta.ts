import { formatNumber } from "#webviews/shared/format.ts";

/** Whether more is better (1), less is (-1), or nobody knows (0). */
export type Direction = -1 | 0 | 1;

/** How far a number is from the baseline's. */
export interface Delta {
  /** With its sign, and as a share of the baseline where that is not 0. */
  readonly text: string;
  readonly look: "better" | "worse" | "other";
}

/** Null where one of them is no number, or both are the same. */
export function deltaOf(
  value: string | null,
  baseline: string | null,
  direction: Direction,
): Delta | null {
  const [number, base] = [numberOf(value), numberOf(baseline)];
  if (number === null || base === null || number === base) return null;
  const apart = number - base;
  const sign = apart > 0 ? "+" : "−";
  const share = base === 0 ? "" : ` (${sign}${formatShare(Math.abs(apart / base))})`;
  const better = Math.sign(apart) * direction;
  return {
    text: `${sign}${formatNumber(Math.abs(apart))}${share}`,
    look: better > 0 ? "better" : better < 0 ? "worse" : "other",
  };
}

/** A finite number as JSON writes it; null for any other text. */
export function numberOf(text: string | null): number | null {
  if (text === null || !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent >= 100 ? formatNumber(Math.round(percent)) : Number(percent.toPrecision(2))} %`;
}
