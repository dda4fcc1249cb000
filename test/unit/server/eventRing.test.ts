import assert from "node:assert/strict";

import * as fc from "fast-check";

import { EventRing } from "#core/server/live/eventRing.ts";

const event = (id: string) => ({ type: "run_deleted" as const, id });

describe("EventRing", () => {
  it("gives what came after a cursor, in order, or says that it is gone", () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        (pushed, asked, kept) => {
          const ring = new EventRing("a", { maxFrames: kept });
          for (let i = 1; i <= pushed; i++) ring.push(event(String(i)));
          const known = asked <= pushed && asked >= pushed - kept;
          assert.equal(ring.numberOf(`a.${asked}`), known ? asked : undefined);
          if (!known) return;
          for (let n = asked + 1; n <= pushed; n++) {
            assert.deepEqual(JSON.parse(ring.at(n)?.json.toString() ?? "{}"), {
              cursor: `a.${n}`,
              event: event(String(n)),
            });
          }
        },
      ),
    );
  });

  it("keeps a bounded number of bytes", () => {
    const ring = new EventRing("a", { maxBytes: 1000 });
    for (let i = 0; i < 100; i++) ring.push(event("x".repeat(200)));
    assert.equal(ring.numberOf("a.0"), undefined);
    assert.equal(ring.at(90), undefined);
    assert.equal(ring.numberOf("a.97"), 97);
    assert.match(ring.at(98)?.json.toString() ?? "{}", /^{"cursor":"a.98"/);
    ring.push(event("x".repeat(2000)));
    assert.equal(ring.numberOf("a.100"), undefined);
    assert.equal(ring.numberOf("a.101"), 101);
    ring.push(event("small again"));
    assert.ok(ring.at(102));
  });

  it("takes no cursor that it did not give", () => {
    const ring = new EventRing("a");
    ring.push(event("a"));
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
      { numRuns: 20_000 },
    );
  });

  it("has every frame without its points, too", () => {
    const ring = new EventRing("a");
    const told = { type: "points_appended", id: "r", source: "events", rank: null } as const;
    const last = { loss: { step: 6, value: 2 } };
    const series = [{ key: "loss", values: [1, 2] }];
    const points = [{ first: 4, steps: [5, 6], times: [1, 2], series }];
    ring.push({ ...told, last, points, unsent: [] });
    ring.push(event("b"));
    assert.deepEqual(JSON.parse(ring.at(1)?.brief.json.toString() ?? "{}"), {
      cursor: "a.1",
      event: { ...told, last, points: [], unsent: [{ key: "loss", first: 4, count: 2 }] },
    });
    assert.equal(ring.at(2)?.brief, ring.at(2));
  });
});
