import { yTicks } from "#webviews/shared/charts/axes/yRange.ts";
import { formatTicks } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { ColumnValue } from "./runColumns.ts";

/** Where the values of a column lie between 0 and 1, and what stands beside them. */
export interface ValueScale {
  readonly place: (value: ColumnValue) => number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** From this ratio on values above zero lie by their logarithms, as learning rates do. */
const logRatio = 100;

/** A scale for numbers, where all are; else one on which each value has a place of its own. */
export function valueScale(values: Iterable<ColumnValue>): ValueScale {
  const all = [...new Set(values)];
  const numbers = all.filter((value) => typeof value === "number");
  return numbers.length === all.length && all.length > 0 ? numeric(numbers) : categorical(all);
}

function numeric(numbers: readonly number[]): ValueScale {
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  if (min === max) return { place: () => 0.5, ticks: [{ at: 0.5, label: String(min) }] };
  const isLog = min > 0 && max / min >= logRatio;
  const even = isLog ? Math.log10 : (value: number): number => value;
  const place = (value: ColumnValue): number =>
    typeof value === "number" ? (even(value) - even(min)) / (even(max) - even(min)) : NaN;
  const ticks = yTicks({ min, max }, isLog);
  const labels = formatTicks(ticks);
  return { place, ticks: ticks.map((value, i) => ({ at: place(value), label: labels[i] ?? "" })) };
}

function categorical(values: readonly ColumnValue[]): ValueScale {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const sorted = values.toSorted((a, b) => compare(String(a), String(b)));
  const places = new Map(sorted.map((value, i) => [value, (i + 0.5) / sorted.length]));
  return {
    place: (value) => places.get(value) ?? NaN,
    ticks: sorted.map((value) => ({
      at: places.get(value) ?? NaN,
      label: showControls(String(value)),
    })),
  };
}
