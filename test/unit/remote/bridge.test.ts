import assert from "node:assert/strict";
import http from "node:http";
import { type Duplex, PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { finished, pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

import * as fc from "fast-check";

import { ChannelAgent } from "#core/remote/tunnel/channelAgent.ts";
import { Bridge } from "#core/remote/viewer/bridge.ts";
import { encodeFrame } from "#core/remote/viewer/bridgeFrame.ts";
import { windowBytes } from "#core/remote/viewer/bridgeStream.ts";
import { bridgePair, echo } from "#test/support/remote/bridgePair.ts";
import { until } from "#test/support/until.ts";

describe("a bridge: many connections over one pair of streams", function () {
  this.timeout(30_000);

  it("every stream brings its bytes over in order, both ways, through a pipe of single bytes", async () => {
    const contents = fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(contents, async (all) => {
        const { opener, dispose } = bridgePair({ dribble: true, onStream: echo });
        const came = await Promise.all(
          all.map(async (bytes) => {
            const stream = opener.open();
            stream.end(Buffer.from(bytes));
            return buffer(stream);
          }),
        );
        assert.deepEqual(
          came,
          all.map((bytes) => Buffer.from(bytes)),
        );
        dispose();
      }),
      { numRuns: 20 },
    );
  });

  it("megabytes go through, many at once", async () => {
    const { opener, dispose } = bridgePair({ onStream: echo });
    const sent = Buffer.alloc(5_000_000, "Runicorn, ");
    const came = await Promise.all(
      Array.from({ length: 8 }, () => {
        const stream = opener.open();
        stream.end(sent);
        return buffer(stream);
      }),
    );
    for (const bytes of came) assert.ok(bytes.equals(sent));
    dispose();
  });

  it("a stream nobody reads takes its window and no more, and holds up no other", async () => {
    const stalled: Duplex[] = [];
    const { opener, dispose } = bridgePair({
      onStream: (stream) => (stalled.length === 0 ? void stalled.push(stream) : echo(stream)),
    });
    const slow = opener.open();
    let taken = 0;
    const piece = Buffer.alloc(64 * 1024);
    const write = (): void => {
      slow.write(piece, (error) => {
        if (error) return;
        taken += piece.length;
        // A turn for the others: everything here happens in one process.
        setImmediate(write);
      });
    };
    write();
    const quick = opener.open();
    quick.end(Buffer.alloc(3_000_000));
    assert.equal((await buffer(quick)).length, 3_000_000);
    await until(() => taken === windowBytes);
    await sleep(20);
    assert.equal(taken, windowBytes);
    const [reader] = stalled;
    assert.ok(reader && reader.readableLength <= windowBytes);
    // As soon as somebody reads, it goes on.
    reader.resume();
    await until(() => taken > 3 * windowBytes);
    dispose();
  });

  it("a writer that sends more than it may ends the bridge", async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const bridge = new Bridge({ input, output, onStream: () => {} });
    input.write(encodeFrame({ kind: "open", stream: 1 }));
    const data = Buffer.alloc(64 * 1024);
    for (let sent = 0; sent <= windowBytes; sent += data.length) {
      input.write(encodeFrame({ kind: "data", stream: 1, data }));
    }
    assert.match(await bridge.closed, /data was out of place/);
  });

  it("a reset reaches the other side, and what was under way is nobody's any more", async () => {
    const accepted: Duplex[] = [];
    const { opener, dispose } = bridgePair({ onStream: (stream) => void accepted.push(stream) });
    const stream = opener.open();
    stream.write("hello");
    const [other] = await until(() => accepted.length > 0 && accepted);
    assert.ok(other);
    other.resume();
    other.write(Buffer.alloc(100_000));
    stream.destroy();
    await assert.rejects(finished(other), { code: "ECONNRESET" });
    const next = opener.open();
    await until(() => accepted.length === 2);
    next.destroy();
    dispose();
  });

  it("when the pair of streams ends, so do all connections", async () => {
    const { opener, there } = bridgePair({ onStream: (stream) => stream.resume() });
    const streams = [opener.open(), opener.open()];
    there.end();
    for (const stream of streams) await assert.rejects(finished(stream), { code: "ECONNRESET" });
    assert.equal(await opener.closed, "its input ended");
    await assert.rejects(finished(opener.open()));
  });

  it("HTTP goes over it: requests, kept connections, bodies", async () => {
    const server = http.createServer((request, reply) => void pipeline(request, reply));
    const { opener, dispose } = bridgePair({
      onStream: (stream) => server.emit("connection", stream),
    });
    const agent = new ChannelAgent(() => Promise.resolve(opener.open()));
    const ask = async (body: Buffer) => {
      const request = http.request({ agent, method: "POST", headers: { host: "localhost" } });
      request.end(body);
      const [answer] = await new Promise<[http.IncomingMessage]>((resolve, reject) =>
        request.on("response", (incoming) => resolve([incoming])).on("error", reject),
      );
      return buffer(answer);
    };
    const bodies = Array.from({ length: 12 }, (_, i) => Buffer.alloc(1 + i * 100_000, String(i)));
    const answers = await Promise.all(bodies.map(ask));
    for (const [i, body] of bodies.entries()) assert.ok(answers[i]?.equals(body));
    agent.destroy();
    dispose();
  });
});
