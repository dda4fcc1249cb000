import assert from "node:assert/strict";

import * as fc from "fast-check";

import { EventRing } from "#core/server/live/eventRing.ts";

describe("EventRing", () => {
  it("gives what came after a cursor, in order, or says that it is gone", () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        (pushed, asked, kept) => {
          const ring = new EventRing("a", { maxFrames: kept });
          for (let i = 1; i <= pushed; i++) ring.push({ n: i });
          const known = asked <= pushed && asked >= pushed - kept;
          assert.equal(ring.numberOf(`a.${asked}`), known ? asked : undefined);
          if (!known) return;
          for (let n = asked + 1; n <= pushed; n++) {
            assert.deepEqual(JSON.parse(ring.at(n)?.json.toString() ?? "{}"), {
              cursor: `a.${n}`,
              event: { n },
            });
          }
        },
      ),
    );
  });

  it("keeps a bounded number of bytes", () => {
    const ring = new EventRing("a", { maxBytes: 1000 });
    for (let i = 0; i < 100; i++) ring.push({ text: "x".repeat(200) });
    assert.equal(ring.numberOf("a.0"), undefined);
    assert.equal(ring.at(90), undefined);
    assert.equal(ring.numberOf("a.97"), 97);
    assert.match(ring.at(98)?.json.toString() ?? "{}", /^{"cursor":"a.98"/);
    ring.push({ text: "x".repeat(2000) });
    assert.equal(ring.numberOf("a.100"), undefined);
    assert.equal(ring.numberOf("a.101"), 101);
    ring.push({ text: "small again" });
    assert.ok(ring.at(102));
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
      assert.equal(ring.numberOf(cursor), undefined, cursor);
    }
    fc.assert(
      fc.property(fc.string(), (cursor) => {
        assert.doesNotThrow(() => ring.numberOf(cursor));
      }),
    );
  });
});
