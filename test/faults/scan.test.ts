import * as fc from "fast-check";

import { scanProperty } from "#test/support/scan/scanProperty.ts";

import { note } from "./results.ts";
import { cases, isFull } from "./scale.ts";

// The unit test of the scanner tries a sample.
if (isFull) {
  describe("Faults: whatever an events.jsonl may hold", function () {
    this.timeout(3_600_000);

    it("is scanned as it would be parsed", () => {
      const numRuns = cases(0, 20_000);
      fc.assert(scanProperty, { numRuns });
      const found = "0 differences from parsing line by line";
      note({
        fault: "events.jsonl of any bytes, cut anywhere",
        sdk: "none",
        tried: numRuns,
        found,
      });
    });
  });
}
