/** How places on x lie on the screen: as they are, or by their logarithms. */
export interface XScale {
  /** From a place to what is even on the screen. */
  readonly to: (x: number) => number;
  readonly from: (even: number) => number;
}

const linear: XScale = { to: (x) => x, from: (x) => x };
const logarithmic: XScale = { to: (x) => Math.log10(x), from: (x) => 10 ** x };

export function xScale(log: boolean): XScale {
  return log ? logarithmic : linear;
}
