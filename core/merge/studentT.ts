/**
 * How many standard errors to either side of a mean hold 95 % of Student's t distribution. Exact: M. Abramowitz,
 * I. Stegun, "Handbook of Mathematical Functions", 1964, 26.7.3 and 26.7.4, inverted by halving.
 * @param degrees of freedom, a whole number from 1 on
 */
export function studentT95(degrees: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (shareWithin(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return Math.tan((low + high) / 2) * Math.sqrt(degrees);
}

/** The share of the distribution between -t and t, where tan(angle) is t / sqrt(degrees). */
function shareWithin(angle: number, degrees: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
