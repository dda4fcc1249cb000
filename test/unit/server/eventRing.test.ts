import assert from "node:assert/strict";

import * as fc from "fast-check";

import { EventRing } from "#core/server/eventRing.ts";

describe("EventRing", () => {
  it("gives what came after a cursor, in order, or says that it is gone", () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        (pushed, asked, kept) => {
          const ring = new EventRing("a", { maxFrames: kept });
          const frames = Array.from({ length: pushed }, (_, i) => ring.push({ n: i + 1 }));
          const known = asked <= pushed && asked >= pushed - kept;
          assert.deepEqual(ring.after(`a.${asked}`), known ? frames.slice(asked) : undefined);
        },
      ),
    );
  });

  it("keeps a bounded number of bytes", () => {
    const ring = new EventRing("a", { maxBytes: 1000 });
    for (let i = 0; i < 100; i++) ring.push({ text: "x".repeat(200) });
    assert.equal(ring.after("a.0"), undefined);
    assert.equal(ring.after("a.97")?.length, 3);
    ring.push({ text: "x".repeat(2000) });
    assert.equal(ring.after("a.100"), undefined);
    assert.deepEqual(ring.after("a.101"), []);
  });

  it("takes no cursor that it did not give", () => {
    const ring = new EventRing("a");
    ring.push({});
    for (const cursor of [
      "",
      "a",
      "a.",
      "a.x",
      "b.1",
      "a.-1",
      "a.1e0",
      "a.2",
      "a.01x",
      "a.9999999999999999",
    ]) {
      assert.equal(ring.after(cursor), undefined, cursor);
    }
    fc.assert(
      fc.property(fc.string(), (cursor) => {
        assert.doesNotThrow(() => ring.after(cursor));
      }),
    );
  });
});
