import assert from "node:assert/strict";

import * as fc from "fast-check";

import { Slots } from "#core/async/slots.ts";

describe("Slots", () => {
  it("let no more inside than there are, and everybody once, whoever gives up", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.record({ stays: fc.integer({ min: 0, max: 3 }), givesUp: fc.boolean() }), {
          maxLength: 30,
        }),
        async (count, visitors) => {
          const slots = new Slots(count);
          let inside = 0;
          let entered = 0;
          await Promise.all(
            visitors.map(async ({ stays, givesUp }) => {
              const ending = new AbortController();
              const entering = slots.enter(ending.signal).catch(() => undefined);
              if (givesUp) ending.abort(new Error("given up"));
              const leave = await entering;
              if (!leave) return;
              inside += 1;
              entered += 1;
              assert.ok(inside <= count);
              for (let i = 0; i < stays; i += 1) await Promise.resolve();
              inside -= 1;
              leave();
              leave();
            }),
          );
          assert.ok(entered >= visitors.filter(({ givesUp }) => !givesUp).length);
          const again = await Promise.all(
            Array.from({ length: count }, () => slots.enter(new AbortController().signal)),
          );
          assert.equal(again.length, count);
        },
      ),
      { numRuns: 200 },
    );
  });
});
