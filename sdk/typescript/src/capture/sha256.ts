const primes = [...primesUpTo(311)];
const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** SHA-256 of a short text, as hex. By hand, because Node's takes milliseconds to load, for which `init` would wait. */
export function sha256(text: string): string {
  const bytes = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / 64) * 64);
  bytes.copy(padded);
  padded[bytes.length] = 0x80;
  padded.writeUInt32BE(bytes.length * 8, padded.length - 4);
  const state = [...initial];
  for (let at = 0; at < padded.length; at += 64) compress(state, padded.subarray(at, at + 64));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function compress(state: number[], block: Buffer): void {
  const words = new Int32Array(64);
  const word = (index: number) => words[index] ?? 0;
  for (let i = 0; i < 64; i++) {
    if (i < 16) words[i] = block.readInt32BE(i * 4);
    else {
      const [a, b] = [word(i - 15), word(i - 2)];
      const mixed = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      words[i] = word(i - 16) + mixed + word(i - 7) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const chosen = (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g));
    const first = (h + chosen + (constants[i] ?? 0) + word(i)) | 0;
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) {
    state[i] = ((state[i] ?? 0) + value) | 0;
  }
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The first 32 bits after the point. */
function fraction(number: number): number {
  return ((number - Math.floor(number)) * 2 ** 32) | 0;
}

function* primesUpTo(limit: number): Generator<number> {
  const found: number[] = [];
  for (let number = 2; number <= limit; number++) {
    if (found.every((prime) => number % prime !== 0)) {
      found.push(number);
      yield number;
    }
  }
}
