import assert from "node:assert/strict";

import * as fc from "fast-check";

import { LiveFeed } from "#core/client/liveFeed.ts";
import type { SocketHandlers, Transport } from "#core/client/transport.ts";
import { until } from "#test/support/until.ts";

/** Connections whose other end is the test. */
class Line implements Transport {
  readonly request = () => Promise.reject(new Error("nothing is asked here"));
  readonly opened: { path: string; handlers: SocketHandlers; closed: boolean }[] = [];
  throws = false;

  openSocket(path: string, handlers: SocketHandlers) {
    if (this.throws) throw new Error("no route");
    const socket = { path, handlers, closed: false };
    this.opened.push(socket);
    return { close: () => void (socket.closed = true) };
  }

  say(cursor: string, event: object, socket = this.opened.at(-1)): void {
    socket?.handlers.onFrame(JSON.stringify({ cursor, event }));
  }
}

describe("LiveFeed", () => {
  let line: Line;
  let feed: LiveFeed;
  let seen: string[];

  beforeEach(() => {
    line = new Line();
    seen = [];
    feed = new LiveFeed(line, { retryDelays: [1], silence: 60_000 });
    feed.listen({
      onEvent: (event) => seen.push(event.type),
      onReset: () => seen.push("reset"),
      onState: (state) => seen.push(state),
    });
  });
  afterEach(() => feed.dispose());

  it("survives any frame, and asks again for what it could not read", async () => {
    line.say("a.1", { type: "hello" });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        line.opened.at(-1)?.handlers.onFrame(text);
      }),
    );
    line.say("a.2", { type: "from the future" });
    assert.deepEqual(seen, ["live", "reset"]);
    line.opened.at(-1)?.handlers.onClose("cut");
    await until(() => line.opened.length === 2);
    assert.equal(line.opened[1]?.path, "/api/v2/live?points=false&since=a.1");
  });

  it("does not listen to a connection it has left", async () => {
    line.say("a.1", { type: "hello" });
    const old = line.opened[0];
    old?.handlers.onClose("cut");
    await until(() => line.opened.length === 2);
    line.say("a.9", { type: "run_deleted", id: "x" }, old);
    old?.handlers.onClose("cut again");
    line.say("a.1", { type: "hello" });
    assert.deepEqual(seen, ["live", "reset", "lost", "live"]);
    assert.equal(line.opened.length, 2);
  });

  it("goes on trying where a connection cannot even be begun", async () => {
    line.throws = true;
    line.opened[0]?.handlers.onClose("cut");
    await until(() => seen.includes("lost"));
    line.throws = false;
    await until(() => line.opened.length === 2);
  });

  it("is quiet after its end", async () => {
    feed.dispose();
    feed.dispose();
    assert.equal(line.opened[0]?.closed, true);
    line.opened[0].handlers.onClose("closed by us");
    line.say("a.1", { type: "hello" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(line.opened.length, 1);
    assert.deepEqual(seen, []);
  });

  it("is asked for the points of the runs that somebody wants, and misses nothing by it", async () => {
    line.say("a.1", { type: "hello" });
    const first = feed.wantPoints("run_b");
    feed.wantPoints("run_a");
    await until(() => line.opened.length === 2);
    assert.equal(line.opened[1]?.path, "/api/v2/live?points=false&of=run_b%2Crun_a&since=a.1");
    assert.equal(line.opened[0]?.closed, true);
    line.say("a.1", { type: "hello" });
    const again = feed.wantPoints("run_a");
    again.dispose();
    first.dispose();
    // Those that nobody wants any more go with the next connection at the latest.
    line.opened.at(-1)?.handlers.onClose("cut");
    await until(() => line.opened.length === 3);
    assert.equal(line.opened[2]?.path, "/api/v2/live?points=false&of=run_a&since=a.1");
    assert.deepEqual(seen, ["live", "reset", "lost"]);
  });
});
