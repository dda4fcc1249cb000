import assert from "node:assert/strict";

import * as fc from "fast-check";

import { LiveFrame } from "#core/protocol/live.ts";
import { EventRing } from "#core/server/live/eventRing.ts";
import { type LiveChannel, LiveReader } from "#core/server/live/liveReader.ts";
import type { RingFrame } from "#core/server/live/ringFrame.ts";

/** A connection whose other end takes frames when the test says so. */
class SlowChannel implements LiveChannel {
  readonly got: LiveFrame[] = [];
  waiting = 0;
  readonly #queue: { frame: RingFrame; onSent: () => void }[] = [];

  send(frame: RingFrame, onSent: () => void): void {
    this.waiting += frame.json.length;
    this.#queue.push({ frame, onSent });
  }

  /** The other end takes up to `count` frames. */
  take(count: number): void {
    for (const { frame, onSent } of this.#queue.splice(0, count)) {
      this.waiting -= frame.json.length;
      this.got.push(LiveFrame.parse(JSON.parse(frame.json.toString())));
      onSent();
    }
  }

  ping(): void {}
  close(): void {}
}

describe("LiveReader", () => {
  const action = fc.oneof(
    fc.record({ push: fc.integer({ min: 1, max: 8 }) }),
    fc.record({ take: fc.integer({ min: 1, max: 8 }) }),
  );

  it("sends every event once and in order, however slowly they are taken, or says that some are gone", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const ring = new EventRing("a", { maxBytes: 2_000_000 });
        const channel = new SlowChannel();
        const reader = new LiveReader(ring, channel, { points: true });
        let pushed = 0;
        const padding = "x".repeat(100_000);
        for (const one of actions) {
          if ("take" in one) channel.take(one.take);
          else {
            for (let i = 0; i < one.push; i++) {
              ring.push({ type: "run_deleted", id: `${++pushed} ${padding}` });
              reader.pump();
            }
          }
          // One frame may go above the mark, and what it says of itself besides.
          assert.ok(channel.waiting < 256 * 1024 + 101_000, `${channel.waiting} bytes wait`);
        }
        for (let i = 0; i < 500; i++) channel.take(10);
        let last = 0;
        for (const { cursor, event } of channel.got) {
          const number = Number(cursor.split(".")[1]);
          if (event.type === "run_deleted") {
            assert.equal(number, last + 1);
            assert.ok(event.id.startsWith(`${number} `));
          } else if (event.type === "reset") assert.ok(number > last);
          last = number;
        }
        assert.equal(last, pushed);
      }),
      { numRuns: 200 },
    );
  });

  it("sends nothing more once it has let a silent client go, though that begins to read", () => {
    const ring = new EventRing("a");
    const channel = new SlowChannel();
    const reader = new LiveReader(ring, channel, { points: true });
    const padding = "x".repeat(200_000);
    for (let i = 0; i < 8; i++) ring.push({ type: "run_deleted", id: `${i} ${padding}` });
    reader.pump();
    while (reader.beat());
    const waiting = channel.waiting;
    channel.take(1);
    assert.ok(channel.waiting < waiting);
    channel.take(100);
    assert.equal(channel.waiting, 0);
    assert.ok(channel.got.length < 8);
  });

  it("greets with the client's own cursor also where it is unknown, so that a line that drops now loses no reset", () => {
    const ring = new EventRing("a");
    ring.push({ type: "run_deleted", id: "x" });
    const channel = new SlowChannel();
    const reader = new LiveReader(ring, channel, { since: "before.7", points: true });
    reader.pump();
    channel.take(2);
    assert.deepEqual(channel.got, [
      { cursor: "before.7", event: { type: "hello" } },
      { cursor: "a.1", event: { type: "reset" } },
    ]);
  });
});
