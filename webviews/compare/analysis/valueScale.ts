import { yTicks } from "#webviews/shared/charts/axes/yRange.ts";
import { formatNumber, formatTicks } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { ColumnValue } from "./runColumn.ts";

interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Where the values of a column lie between 0 and 1, and what stands beside them. */
export interface ValueScale {
  readonly place: (value: ColumnValue) => number;
  readonly ticks: readonly Tick[];
  /** Whether numbers lie by their logarithms; null where they cannot. */
  readonly isLog: boolean | null;
}

/** From this ratio on, values above zero lie by their logarithms where most of them are small, as learning rates are. */
const logRatio = 100;
const mostlySmall = 0.25;

/** On a logarithmic scale zero has a place of its own: the values above it begin here. */
const aboveZero = 0.12;

/** As many different numbers are told one by one, where that takes few characters. */
const mostTold = 8;
const longestTold = 6;

/** A scale for numbers, where all are; else one on which each value has a place of its own. `log`: as the reader wants it. */
export function valueScale(values: Iterable<ColumnValue>, log?: boolean): ValueScale {
  const all = [...new Set(values)];
  const numbers = all.filter((value) => typeof value === "number");
  return numbers.length === all.length && all.length > 0
    ? numeric(
        numbers.toSorted((a, b) => a - b),
        log,
      )
    : categorical(all);
}

function numeric(numbers: readonly number[], log: boolean | undefined): ValueScale {
  const [min = 0, max = 0] = [numbers[0], numbers.at(-1)];
  if (min === max) {
    return { place: () => 0.5, ticks: [{ at: 0.5, label: formatNumber(min) }], isLog: null };
  }
  const positive = numbers.filter((value) => value > 0);
  const canLog = min >= 0 && positive.length > 1;
  const isLog = canLog && (log ?? spansDecades(positive));
  const place = isLog ? logPlace(positive, min === 0) : linearPlace(min, max);
  const told = toldTicks(numbers) ?? roundTicks(isLog ? positive : numbers, isLog, min);
  return {
    place: (value) => (typeof value === "number" ? place(value) : NaN),
    ticks: told.map(({ value, label }) => ({ at: place(value), label })),
    isLog: canLog ? isLog : null,
  };
}

function spansDecades(sorted: readonly number[]): boolean {
  const [min = NaN, max = NaN] = [sorted[0], sorted.at(-1)];
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  return max / min >= logRatio && (middle - min) / (max - min) < mostlySmall;
}

function linearPlace(min: number, max: number): (value: number) => number {
  // The spread of numbers near the largest double is itself too large for one.
  return (value) => (value / 2 - min / 2) / (max / 2 - min / 2);
}

function logPlace(positive: readonly number[], hasZero: boolean): (value: number) => number {
  const [low, high] = [Math.log10(positive[0] ?? NaN), Math.log10(positive.at(-1) ?? NaN)];
  const from = hasZero ? aboveZero : 0;
  return (value) =>
    value === 0 ? 0 : from + ((Math.log10(value) - low) / (high - low)) * (1 - from);
}

function toldTicks(numbers: readonly number[]): { value: number; label: string }[] | null {
  if (numbers.length > mostTold) return null;
  const told = numbers.map((value) => ({ value, label: formatNumber(value) }));
  return told.every(({ label }) => label.length <= longestTold) ? told : null;
}

function roundTicks(
  numbers: readonly number[],
  isLog: boolean,
  least: number,
): { value: number; label: string }[] {
  const ticks = yTicks({ min: numbers[0] ?? NaN, max: numbers.at(-1) ?? NaN }, isLog);
  const labels = formatTicks(ticks);
  const round = ticks.map((value, i) => ({ value, label: labels[i] ?? "" }));
  return isLog && least === 0 ? [{ value: 0, label: "0" }, ...round] : round;
}

function categorical(values: readonly ColumnValue[]): ValueScale {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const sorted = values.toSorted((a, b) => compare(String(a), String(b)));
  const places = new Map(sorted.map((value, i) => [value, (i + 0.5) / sorted.length]));
  return {
    place: (value) => places.get(value) ?? NaN,
    ticks: sorted.map((value) => ({ at: places.get(value) ?? NaN, label: shownValue(value) })),
    isLog: null,
  };
}

/** A value as a plot says it. */
export function shownValue(value: ColumnValue): string {
  return typeof value === "number" ? formatNumber(value) : showControls(value);
}

/** Those that do not lie closer to the one before them than `gap`. */
export function thinTicks(ticks: readonly Tick[], gap: number): Tick[] {
  const kept: Tick[] = [];
  for (const tick of ticks) {
    if (tick.at - (kept.at(-1)?.at ?? -Infinity) >= gap) kept.push(tick);
  }
  return kept;
}
