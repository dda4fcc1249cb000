const smallest = -342;
const largest = 308;
const ones = (1n << 64n) - 1n;

/**
 * What the kernel multiplies by: for each power of five from 5^-342 to 5^308 its 128 highest bits as two u64, the higher
 * first (rounded up where the power is a fraction), then the powers of ten from 1 to 1e22 as float64.
 */
export function powers(): Uint8Array {
  const fives = new BigUint64Array((largest - smallest + 1) * 2);
  for (let exponent = smallest; exponent <= largest; exponent++) {
    const bits =
      exponent < 0 ? reciprocal(5n ** BigInt(-exponent)) : highest(5n ** BigInt(exponent));
    const at = (exponent - smallest) * 2;
    fives[at] = bits >> 64n;
    fives[at + 1] = bits & ones;
  }
  const tens = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
  return Buffer.concat([new Uint8Array(fives.buffer), new Uint8Array(tens.buffer)]);
}

function highest(power: bigint): bigint {
  const excess = BigInt(lengthOf(power) - 128);
  return excess < 0n ? power << -excess : power >> excess;
}

function reciprocal(power: bigint): bigint {
  // Up to 5^27 the quotient has 128 bits as it comes; beyond that it is cut down to them.
  const length = BigInt(lengthOf(power - 1n));
  const quotient =
    power < 5n ** 28n ? (1n << (length + 127n)) / power : (1n << (2n * length + 128n)) / power;
  return highest(quotient + 1n);
}

function lengthOf(number: bigint): number {
  const digits = number.toString(16);
  return digits.length * 4 - Math.clz32(parseInt(digits.charAt(0), 16)) + 28;
}
