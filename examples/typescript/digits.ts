import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** A handwritten digit: 64 grey values from 0 to 1, and which digit it is. */
export interface Example {
  readonly picture: Float64Array;
  readonly digit: number;
}

const data = new URL("../data/digits.csv.gz", import.meta.url);
const validationShare = 0.2;

/** The digits beside these examples, split into training and validation at random, always the same way. */
export function loadDigits(random: () => number): { training: Example[]; validation: Example[] } {
  const lines = gunzipSync(readFileSync(data)).toString().trimEnd().split("\n");
  const examples = lines.map((line) => {
    const numbers = line.split(",").map(Number);
    return {
      picture: Float64Array.from(numbers.slice(0, 64), (grey) => grey / 16),
      digit: numbers[64] ?? 0,
    };
  });
  shuffle(examples, random);
  const heldOut = Math.floor(examples.length * validationShare);
  return { training: examples.slice(heldOut), validation: examples.slice(0, heldOut) };
}

/** Fisher and Yates, in place. */
export function shuffle(items: Example[], random: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [items[last], items[other]];
    if (a !== undefined && b !== undefined) [items[last], items[other]] = [b, a];
  }
}
