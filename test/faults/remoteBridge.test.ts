import assert from "node:assert/strict";
import { type Duplex, PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";

import * as fc from "fast-check";

import { Bridge } from "#core/remote/viewer/bridge.ts";
import { encodeFrame, type Frame, FrameReader } from "#core/remote/viewer/bridgeFrame.ts";
import { windowBytes } from "#core/remote/viewer/bridgeStream.ts";
import { bridgePair } from "#test/support/remote/bridgePair.ts";
import { until } from "#test/support/until.ts";

import { note } from "./results.ts";
import { isFull } from "./scale.ts";

const texts = isFull ? 20_000 : 300;
const stories = isFull ? 500 : 40;

const plain = { noNullPrototype: true };
const word = fc.nat(0xffff_ffff);
const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ kind: fc.constantFrom("open", "end", "reset"), stream: word }, plain),
  fc.record(
    {
      kind: fc.constant("data" as const),
      stream: word,
      data: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    },
    plain,
  ),
  fc.record({ kind: fc.constant("credit" as const), stream: word, bytes: word }, plain),
  fc.constant({ kind: "beat" as const }),
);

type Act = { readonly write: number } | "read" | "end" | "turn" | "destroy";

/** What happens to one of some streams, at one of its two ends. */
const step = fc.record({
  stream: fc.nat(3),
  side: fc.constantFrom("here", "there"),
  act: fc.oneof<fc.MaybeWeightedArbitrary<Act>[]>(
    { weight: 6, arbitrary: fc.record({ write: fc.integer({ min: 1, max: 300_000 }) }) },
    { weight: 4, arbitrary: fc.constant("read" as const) },
    { weight: 2, arbitrary: fc.constantFrom("end" as const, "turn" as const) },
    { weight: 1, arbitrary: fc.constant("destroy" as const) },
  ),
});

describe("Faults: connections over a bridge", function () {
  this.timeout(900_000);

  it("frames come back as they were, in pieces of any size", () => {
    fc.assert(
      fc.property(
        fc.array(frames, { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (sent, sizes) => {
          const reader = new FrameReader();
          const bytes = Buffer.concat(sent.map(encodeFrame));
          const came: Frame[] = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes.length > 0 ? (sizes[i % sizes.length] ?? 1) : bytes.length;
            came.push(...reader.read(bytes.subarray(at, at + size)));
            at += size;
          }
          assert.deepEqual(came, sent);
        },
      ),
      { numRuns: texts },
    );
  });

  it("whatever else comes ends it, and nothing worse", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const [input, output] = [new PassThrough(), new PassThrough()];
        const bridge = new Bridge({ input, output, onStream: (stream) => stream.resume() });
        input.end(Buffer.from(bytes));
        assert.equal(typeof (await bridge.closed), "string");
      }),
      { numRuns: texts },
    );
  });

  it("whatever happens to some streams, none gets a wrong byte, none holds up another, and memory is bounded", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.boolean(), async (steps, isSmall) => {
        const accepted: Duplex[] = [];
        const pair = bridgePair({ onStream: (stream) => void accepted.push(stream) });
        const streams = Array.from({ length: 4 }, () => new Tried(pair.opener.open()));
        await until(() => accepted.length === 4);
        for (const [i, stream] of accepted.entries()) streams[i]?.join(new End(stream));
        for (const { stream, side, ...one } of steps) {
          const act: Act = one.act;
          const tried = streams[stream];
          const end = side === "here" ? tried?.here : tried?.there;
          assert.ok(end);
          if (typeof act === "object") end.write(isSmall ? (act.write % 100) + 1 : act.write);
          else if (act === "turn") await turn();
          else end[act]();
        }
        // Now everybody reads: what was not cut off arrives whole.
        for (const one of streams) one.readAll();
        await until(() => streams.every((one) => one.isOver), { timeout: 20_000 });
        for (const one of streams) one.check();
        const isOpen = Symbol("open");
        assert.equal(await Promise.race([pair.opener.closed, Promise.resolve(isOpen)]), isOpen);
        pair.dispose();
      }),
      { numRuns: stories },
    );
    note({
      fault: "closes, resets and stalled readers on a bridge",
      sdk: "remote viewer",
      tried: stories,
      found: `0 wrong bytes, at most ${windowBytes / 1024} KiB held for a stream; ${texts} sequences of frames read back`,
    });
  });
});

/** One end of a connection, with what it sent and what it got. */
class End {
  readonly stream: Duplex;
  sent = 0;
  readonly got: Buffer[] = [];
  hasEnded = false;
  wasDestroyed = false;

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on("error", () => {});
    stream.on("close", () => (this.wasDestroyed = true));
  }

  write(bytes: number): void {
    if (this.hasEnded || this.stream.destroyed) return;
    this.stream.write(counted(this.sent, bytes));
    this.sent += bytes;
  }

  read(): void {
    for (;;) {
      assert.ok(this.stream.readableLength <= windowBytes);
      const piece = this.stream.read() as Buffer | null;
      if (piece === null) return;
      this.got.push(piece);
    }
  }

  end(): void {
    this.hasEnded = true;
    this.stream.end();
  }

  destroy(): void {
    this.stream.destroy();
  }
}

class Tried {
  readonly here: End;
  there: End;
  /** Whether somebody cut it off before it was over. */
  #wasCut = false;

  constructor(stream: Duplex) {
    this.here = new End(stream);
    this.there = this.here;
  }

  join(end: End): void {
    this.there = end;
  }

  readAll(): void {
    this.#wasCut = this.here.stream.destroyed || this.there.stream.destroyed;
    for (const end of [this.here, this.there]) {
      end.read();
      end.stream.on("data", (piece: Buffer) => end.got.push(piece));
      if (!end.stream.destroyed) end.end();
    }
  }

  get isOver(): boolean {
    return this.here.stream.closed && this.there.stream.closed;
  }

  check(): void {
    for (const [from, to] of [
      [this.here, this.there],
      [this.there, this.here],
    ] as const) {
      const got = Buffer.concat(to.got);
      assert.ok(got.equals(counted(0, got.length)), "wrong bytes");
      if (!this.#wasCut) assert.equal(got.length, from.sent);
    }
  }
}

/** Bytes that tell where in their stream they belong. */
function counted(from: number, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, i) => ((from + i) * 2_654_435_761) >>> 24));
}
