// AssemblyScript, not TypeScript: `npm run kernel` compiles it into kernelBytes.ts. KernelMemory lays out the memory.
//
// A layout in memory: i32 slots, i32 the layout that came after it last, i32 rows a column has room for, i32 0; then for each
// slot i32 address and i32 length of the bytes before it, i32 kind, i32 column; then address and length of the last bytes.
// Every run of literal bytes has eight bytes of room after it, and so has the input.

/** A slot whose value may be any number that JSON can write. Kind 1 takes those words too that read as a point. */
const pointKind: i32 = 1;

/** `scan` has come to the end; at a line of no known layout; after rows that must be taken away before it goes on. */
const atEnd: i32 = 0;
const unknown: i32 = 1;
const taken: i32 = 2;

/** Bytes of a line that tell its shape from others'. */
const shapeBytes: usize = 65536;
const newline: u32 = 0x0a;

/** 128-bit powers of five from 5^-342 to 5^308, two u64 each; then the float64 powers of ten from 1 to 1e22. */
let powers: usize = 0;
/** Addresses of the layouts. */
let layouts: usize = 0;
/** Where columns are written: one area is filled while the other is taken away. */
let area: usize = 0;
let otherArea: usize = 0;
/** What `scan` says of where it stopped: i32 position, layout of the rows, rows, area, shape. */
let report: usize = 0;

let current: i32 = -1;
let rows: i32 = 0;

export function configure(
  powersAt: usize,
  layoutsAt: usize,
  areaAt: usize,
  otherAreaAt: usize,
  reportAt: usize,
): void {
  powers = powersAt;
  layouts = layoutsAt;
  area = areaAt;
  otherArea = otherAreaAt;
  report = reportAt;
}

/** Forgets rows that were not taken and what comes after what. */
export function reset(): void {
  current = -1;
  rows = 0;
}

/**
 * Reads lines from `position` to `end`, which is where a line ends. `candidate` is the layout to try first, or -1. Rows are
 * taken away by reading the report and calling again.
 */
export function scan(position: usize, end: usize, candidate: i32): i32 {
  let expected = candidate;
  while (position < end) {
    if (expected < 0 && current >= 0) expected = load<i32>(layoutAt(current), 4);
    let found = expected;
    let after: usize = found < 0 ? 0 : match(position, found);
    if (after == 0 && current >= 0 && current != expected) {
      found = current;
      after = match(position, found);
    }
    if (after == 0) {
      tell(position, current, rows, area);
      store<i32>(report, shapeOf(position), 16);
      rows = 0;
      return unknown;
    }
    position = after;
    expected = -1;
    if (found == current) {
      rows++;
      if (rows < load<i32>(layoutAt(current), 8)) continue;
      tell(position, current, rows, area);
      rows = 0;
      return taken;
    }
    const before = current;
    const done = rows;
    if (before >= 0) store<i32>(layoutAt(before), found, 4);
    const swapped = area;
    area = otherArea;
    otherArea = swapped;
    current = found;
    rows = 1;
    if (done > 0) {
      tell(position, before, done, swapped);
      return taken;
    }
  }
  tell(position, current, rows, area);
  rows = 0;
  return atEnd;
}

/** A number for what a line looks like without its numbers; lines of one layout have the same. */
function shapeOf(at: usize): i32 {
  let hash: u32 = 0x811c9dc5;
  const limit = at + shapeBytes;
  while (at < limit) {
    let byte = <u32>load<u8>(at++);
    if (byte == newline) break;
    hash = (hash ^ byte) * 0x01000193;
    if (byte == 0x22) {
      while (at < limit) {
        byte = <u32>load<u8>(at);
        if (byte == newline) break;
        at++;
        hash = (hash ^ byte) * 0x01000193;
        if (byte == 0x22) break;
        if (byte == 0x5c && <u32>load<u8>(at) != newline) at++;
      }
    } else if (byte == 0x3a) {
      while (<u32>load<u8>(at) == 0x20) at++;
      byte = <u32>load<u8>(at);
      if (byte == 0x22 || byte == 0x7b) continue;
      // null is no point where a number is.
      if (byte == 0x6e) hash++;
      while (byte != 0x2c && byte != 0x7d && byte != newline) byte = <u32>load<u8>(++at);
    }
  }
  return hash;
}

function layoutAt(index: i32): usize {
  return <usize>load<u32>(layouts + ((<usize>index) << 2));
}

function tell(position: usize, layout: i32, count: i32, from: usize): void {
  store<u32>(report, <u32>position);
  store<i32>(report, layout, 4);
  store<i32>(report, count, 8);
  store<u32>(report, <u32>from, 12);
}

/** Reads the line as one of a layout; the address after its newline, or 0 where it is none. */
function match(at: usize, index: i32): usize {
  const layout = layoutAt(index);
  const slots = load<i32>(layout);
  const capacity = load<i32>(layout, 8);
  const row = index == current ? rows : 0;
  const target = (index == current ? area : otherArea) + ((<usize>row) << 3);
  let slot = layout + 16;
  for (let i = 0; i < slots; i++, slot += 16) {
    const length = load<i32>(slot, 4);
    if (!isSame(at, <usize>load<u32>(slot), length)) return 0;
    at += length;
    let value = readNumber(at);
    if (numberEnd == 0) {
      if (load<i32>(slot, 8) != pointKind) return 0;
      value = readWord(at);
      if (numberEnd == 0) return 0;
    }
    at = numberEnd;
    store<f64>(target + ((<usize>load<i32>(slot, 12) * <usize>capacity) << 3), value);
  }
  const length = load<i32>(slot, 4);
  if (!isSame(at, <usize>load<u32>(slot), length)) return 0;
  at += length;
  return <u32>load<u8>(at) == newline ? at + 1 : 0;
}

function isSame(at: usize, literal: usize, length: i32): bool {
  while (length >= 8) {
    if (load<u64>(at) != load<u64>(literal)) return false;
    at += 8;
    literal += 8;
    length -= 8;
  }
  if (length == 0) return true;
  return (load<u64>(at) ^ load<u64>(literal)) << (64 - (length << 3)) == 0;
}

/** Where the number or word that was read last ends; 0 where there was none that is surely read right. */
let numberEnd: usize = 0;

function readNumber(start: usize): f64 {
  numberEnd = 0;
  let at = start;
  const isNegative = <u32>load<u8>(at) == 0x2d;
  if (isNegative) at++;
  const firstDigit = at;
  let digit = <u32>load<u8>(at) - 48;
  if (digit > 9) return 0;
  let digits: u64 = digit;
  digit = <u32>load<u8>(++at) - 48;
  if (digit < 10 && digits == 0) return 0;
  while (digit < 10) {
    digits = digits * 10 + digit;
    digit = <u32>load<u8>(++at) - 48;
  }
  let count = <i32>(at - firstDigit);
  let exponent: i32 = 0;
  if (<u32>load<u8>(at) == 0x2e) {
    const fraction = ++at;
    let eight = load<u64>(at);
    while (areDigits(eight)) {
      digits = digits * 100000000 + toEightDigits(eight);
      at += 8;
      eight = load<u64>(at);
    }
    digit = <u32>load<u8>(at) - 48;
    while (digit < 10) {
      digits = digits * 10 + digit;
      digit = <u32>load<u8>(++at) - 48;
    }
    const fractionDigits = <i32>(at - fraction);
    if (fractionDigits == 0) return 0;
    exponent = -fractionDigits;
    count += fractionDigits;
  }
  if (count > 19 && hasTooManyDigits(firstDigit, count)) return 0;
  if ((<u32>load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = <u32>load<u8>(at);
    if (sign == 0x2d || sign == 0x2b) at++;
    digit = <u32>load<u8>(at) - 48;
    if (digit > 9) return 0;
    let power: i32 = 0;
    while (digit < 10) {
      if (power < 10000) power = power * 10 + digit;
      digit = <u32>load<u8>(++at) - 48;
    }
    exponent += sign == 0x2d ? -power : power;
  }
  numberEnd = at;
  const value = toFloat(digits, exponent);
  return isNegative ? -value : value;
}

/** Nineteen always fit into 64 bits; zeros before the first other digit do not count. */
function hasTooManyDigits(at: usize, count: i32): bool {
  for (;;) {
    const byte = <u32>load<u8>(at++);
    if (byte == 0x30) count--;
    else if (byte != 0x2e) break;
  }
  return count > 19;
}

function areDigits(eight: u64): bool {
  const high: u64 = 0xf0f0f0f0f0f0f0f0;
  return ((eight & high) | (((eight + 0x0606060606060606) & high) >> 4)) == 0x3333333333333333;
}

/** Pairs, then fours, then all eight, each by one multiplication. */
function toEightDigits(eight: u64): u64 {
  const mask: u64 = 0x000000ff000000ff;
  eight -= 0x3030303030303030;
  eight = eight * 10 + (eight >> 8);
  return ((eight & mask) * 0x000f424000000064 + ((eight >> 16) & mask) * 0x0000271000000001) >> 32;
}

let productHigh: u64 = 0;
let productLow: u64 = 0;

function multiply(a: u64, b: u64): void {
  const mask: u64 = 0xffffffff;
  const low = (a & mask) * (b & mask);
  const one = (a & mask) * (b >> 32);
  const other = (a >> 32) * (b & mask);
  const middle = (low >> 32) + (one & mask) + (other & mask);
  productLow = (middle << 32) | (low & mask);
  productHigh = (a >> 32) * (b >> 32) + (one >> 32) + (other >> 32) + (middle >> 32);
}

/**
 * The float64 nearest to digits · 10^exponent, after D. Lemire, "Number Parsing at a Gigabyte per Second" (2021). Where it is
 * not certain, or the result is subnormal or no number at all, `numberEnd` becomes 0.
 */
function toFloat(digits: u64, exponent: i32): f64 {
  if (digits < 0x20000000000000 && exponent <= 0 && exponent >= -22) {
    // Both are exact, so that one division rounds once.
    if (exponent == 0) return <f64>digits;
    return <f64>digits / load<f64>(powers + (651 << 4) + ((<usize>-exponent) << 3));
  }
  if (digits == 0) return 0;
  if (exponent < -342 || exponent > 308) {
    numberEnd = 0;
    return 0;
  }
  const zeros = <i32>clz(digits);
  digits <<= zeros;
  const power = powers + ((<usize>(exponent + 342)) << 4);
  multiply(digits, load<u64>(power));
  let high = productHigh;
  let low = productLow;
  if ((high & 0x1ff) == 0x1ff) {
    multiply(digits, load<u64>(power, 8));
    low += productHigh;
    if (productHigh > low) high++;
  }
  const isUncertain = low == 0xffffffffffffffff && (exponent < -27 || exponent > 55);
  const upperBit = <i32>(high >> 63);
  let mantissa = high >> (upperBit + 9);
  let binary = ((217706 * exponent) >> 16) + 63 + upperBit - zeros + 1023;
  if (isUncertain || binary <= 0) {
    numberEnd = 0;
    return 0;
  }
  // Exactly between two: to the even one.
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) == 1) {
    if (mantissa << (upperBit + 9) == high) mantissa &= ~1;
  }
  mantissa += mantissa & 1;
  mantissa >>= 1;
  if (mantissa >= 0x20000000000000) {
    mantissa = 0x10000000000000;
    binary++;
  }
  if (binary >= 2047) {
    numberEnd = 0;
    return 0;
  }
  return reinterpret<f64>((mantissa & ~0x10000000000000) | ((<u64>binary) << 52));
}

/** NaN, Infinity and -Infinity, bare or quoted, true and false. */
function readWord(at: usize): f64 {
  numberEnd = 0;
  const isQuoted = <u32>load<u8>(at) == 0x22;
  if (isQuoted) at++;
  const isNegative = <u32>load<u8>(at) == 0x2d;
  if (isNegative) at++;
  const four = load<u32>(at);
  let value: f64 = 0;
  if (four == 0x69666e49 && load<u32>(at, 4) == 0x7974696e) {
    at += 8;
    value = isNegative ? -Infinity : Infinity;
  } else if (isNegative) {
    return 0;
  } else if ((four & 0xffffff) == 0x4e614e) {
    at += 3;
    value = NaN;
  } else if (isQuoted) {
    return 0;
  } else if (four == 0x65757274) {
    at += 4;
    value = 1;
  } else if (four == 0x736c6166 && <u32>load<u8>(at, 4) == 0x65) {
    at += 5;
  } else {
    return 0;
  }
  if (isQuoted) {
    if (<u32>load<u8>(at) != 0x22) return 0;
    at++;
  }
  numberEnd = at;
  return value;
}
