/** One figure. */
export function print(what: string, figure: string): void {
  console.log(`${what.padEnd(44)} ${figure}`);
}

/** Whether a bar of the project is met. */
export function verdict(isMet: boolean): string {
  return isMet ? "met" : "NOT MET";
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

export function round(number: number, digits = 1): number {
  return Number(number.toFixed(digits));
}

export function ms(milliseconds: number): string {
  return milliseconds < 1000
    ? `${round(milliseconds, 2)} ms`
    : `${round(milliseconds / 1000, 2)} s`;
}

/** Milliseconds. */
export function timeOf(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
