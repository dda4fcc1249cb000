import type { GroupStats } from "#core/protocol/runTable.ts";

/** Of the numbers that the runs in some slots have. */
export function statsOf(
  read: (slot: number) => number | undefined,
  slots: readonly number[],
): GroupStats {
  const numbers = slots.map(read).filter((number) => number !== undefined);
  const count = numbers.length;
  if (count === 0) return { count, mean: null, min: null, max: null, std: null };
  const mean = numbers.reduce((sum, number) => sum + number / count, 0);
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const number of numbers) {
    squares += (number - mean) ** 2;
    min = Math.min(min, number);
    max = Math.max(max, number);
  }
  const std = count > 1 ? Math.sqrt(squares / (count - 1)) : null;
  return { count, mean: finite(mean), min, max, std: finite(std) };
}

/** A square of something huge has no number. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
