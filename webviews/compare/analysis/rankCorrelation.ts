/** Spearman's correlation of pairs, -1 to 1: how far one rises whenever the other does; NaN where one of them is constant. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const a = ranks(pairs.map(([x]) => x));
  const b = ranks(pairs.map(([, y]) => y));
  const middle = (pairs.length - 1) / 2;
  let [both, own, other] = [0, 0, 0];
  for (const [i, rank] of a.entries()) {
    const [x, y] = [rank - middle, (b[i] ?? NaN) - middle];
    both += x * y;
    own += x * x;
    other += y * y;
  }
  return both / Math.sqrt(own * other);
}

/** Equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] ?? NaN) - (values[j] ?? NaN));
  const found: number[] = [];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] ?? -1] === values[order[from] ?? -1]) to++;
    for (let at = from; at <= to; at++) found[order[at] ?? -1] = (from + to) / 2;
    from = to + 1;
  }
  return found;
}
