import assert from "node:assert/strict";

import * as fc from "fast-check";

import { Scanner } from "#core/store/scan/scanner.ts";

import { Collector, parseLines } from "./collector.ts";
import { eventBytes } from "./eventBytes.ts";

/** Any bytes, however they are cut as they come, are found to be what parsing line by line finds. */
export const scanProperty = fc.property(
  eventBytes,
  fc.array(fc.nat(4000), { maxLength: 6 }),
  (bytes, cuts) => {
    const collector = new Collector();
    const scanner = new Scanner();
    const ends = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
    let from = 0;
    for (const to of [...ends, bytes.length]) {
      from += scanner.scan(bytes.subarray(from, to), collector);
    }
    assert.equal(from, bytes.lastIndexOf(10) + 1);
    assert.deepStrictEqual(collector.found, parseLines(bytes));
  },
);
