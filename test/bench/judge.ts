import { appendFileSync } from "node:fs";

import { round, verdict } from "./print.ts";

/** Where the programs of a bench leave their figures, one JSON object a line, for the one who runs them all. */
export const figuresVariable = "RUNICORN_BENCH_FIGURES";

/** What one bar of the project asks for, and what there is. */
export interface Figure {
  /** Its number, or what it is about where it has none. */
  readonly bar: number | string;
  readonly what: string;
  /** Null if it could not be measured; `beside` says why. */
  readonly value: number | null;
  /** `times` for how many times as long a peer takes. */
  readonly unit: string;
  /** Without a limit there is no verdict either: it stands beside its peer, no more. */
  readonly least?: number;
  readonly most?: number;
  /** The peer's own figure. */
  readonly beside?: string;
}

/** Prints a figure with its verdict, and keeps it for the report. */
export function judge(figure: Figure): void {
  console.log(lineOf(figure));
  const file = process.env[figuresVariable];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}

export function hasLimit({ least, most }: Figure): boolean {
  return least !== undefined || most !== undefined;
}

export function isMet({ value, least, most }: Figure): boolean {
  return value !== null && value >= (least ?? -Infinity) && value <= (most ?? Infinity);
}

/** Bar, figure, how far it is from its limit (1.00 is on it, more is better), verdict. */
export function lineOf(figure: Figure): string {
  const { bar, what, value, unit, beside } = figure;
  const of = beside === undefined ? "" : `; ${beside}`;
  const found = value === null ? "not run" : `${figureOf(value)} ${unit}`;
  const ratio = ratioOf(figure);
  const room = ratio === null ? "" : `${round(ratio, 2).toFixed(2)} × `;
  const name = typeof bar === "number" ? `bar ${bar}` : bar;
  const columns = [name.padEnd(7), what.padEnd(58), found.padStart(18)];
  if (!hasLimit(figure)) return `${columns.join(" ")}${of}`;
  return `${columns.join(" ")}  ${`${room}${limitOf(figure)}`.padEnd(26)} ${verdict(isMet(figure))}${of}`;
}

/** How many times better than its limit; null where there is no such number. */
export function ratioOf({ value, least, most }: Figure): number | null {
  if (value === null) return null;
  const ratio = least === undefined ? (most ?? 0) / value : value / least;
  return Number.isFinite(ratio) && ratio > 0 ? ratio : null;
}

function limitOf({ unit, least, most }: Figure): string {
  return least === undefined ? `(≤ ${most} ${unit})` : `(≥ ${least} ${unit})`;
}

function figureOf(value: number): string {
  return String(value >= 100 ? Math.round(value) : round(value, 2));
}
