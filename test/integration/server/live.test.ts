import assert from "node:assert/strict";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import path from "node:path";

import { WebSocket } from "ws";

import { LiveFeed } from "#core/client/liveFeed.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import { v2Sockets } from "#core/protocol/v2Api.ts";
import { Guard } from "#core/server/auth/guard.ts";
import { v2SocketHandlers } from "#core/server/handlers/v2.ts";
import { Upgrades } from "#core/server/http/upgrades.ts";
import { LiveHub } from "#core/server/live/liveHub.ts";
import { provingServer } from "#test/support/provingServer.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

/** The live socket on a private socket, with events made by the test and connections it can cut. */
class LiveServer {
  readonly listen: string;
  readonly #http: Server = provingServer("t", (_request, response) => response.end());
  readonly #connections = new Set<Socket>();
  #emit: (event: StoreEvent) => void = () => {};
  #end = () => {};

  constructor(listen: string) {
    this.listen = listen;
    this.#http.on("connection", (socket: Socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
    });
  }

  async start(instance: string, beatMs?: number): Promise<void> {
    const source = {
      onEvent: (listener: (event: StoreEvent) => void) => {
        this.#emit = listener;
        return { dispose() {} };
      },
    };
    const live = new LiveHub(source, instance, beatMs);
    const guard = new Guard({ instance, token: "t", auth: true, allowedHosts: [] });
    const upgrades = new Upgrades(guard, assert.fail);
    upgrades.mount(v2Sockets, v2SocketHandlers(live));
    this.#http.on("upgrade", (request, socket, head) => upgrades.handle(request, socket, head));
    this.#end = () => {
      live.dispose();
      upgrades.dispose();
      this.#http.removeAllListeners("upgrade");
    };
    await new Promise<void>((resolve) => this.#http.listen(this.listen, resolve));
  }

  /** An event with a number in it. */
  emit(n: number, padding = ""): void {
    this.#emit({ type: "run_deleted", id: `${n}${padding}` });
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** As a broken network does: without a close frame. */
  cut(): void {
    for (const socket of this.#connections) socket.destroy();
  }

  async stop(): Promise<void> {
    this.#end();
    this.cut();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

describe("live events", () => {
  let files: TempStore;
  let server: LiveServer;
  let feed: LiveFeed | undefined;
  let seen: string[];

  const times = { retryDelays: [5], silence: 60_000 };
  const transport = () =>
    new SocketTransport(() => Promise.resolve({ listen: { socket: server.listen }, token: "t" }));

  /** A feed that notes what it hears, in order. */
  function listen(options = times): LiveFeed {
    const made = new LiveFeed(transport(), options);
    made.listen({
      onEvent: (event) => seen.push("id" in event ? event.id : event.type),
      onReset: () => seen.push("reset"),
      onState: (state) => seen.push(state),
    });
    feed = made;
    return made;
  }

  beforeEach(async () => {
    files = new TempStore();
    seen = [];
    server = new LiveServer(path.join(files.folder, "live.sock"));
    await server.start("one");
  });
  afterEach(async () => {
    feed?.dispose();
    await server.stop();
    files.dispose();
  });

  it("arrive in order, once, through connections that break again and again", async () => {
    listen();
    await until(() => seen.includes("reset"));
    const total = 600;
    for (let n = 0; n < total; n++) {
      server.emit(n);
      if (n % 40 === 7) {
        server.cut();
        await until(() => seen.at(-1) === "live" || server.connections > 0);
      }
      if (n % 9 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => seen.includes(String(total - 1)));
    const events = seen.filter((text) => /^\d+$/.test(text)).map(Number);
    assert.deepEqual(
      events,
      Array.from({ length: total }, (_, n) => n),
    );
    assert.equal(seen.filter((text) => text === "reset").length, 1);
    assert.ok(seen.filter((text) => text === "lost").length > 5);
  });

  it("begin anew with a reset after the viewer was restarted", async () => {
    listen();
    await until(() => seen.includes("reset"));
    server.emit(1);
    await until(() => seen.includes("1"));
    await server.stop();
    await until(() => seen.includes("lost"));
    await server.start("two");
    await until(() => seen.filter((text) => text === "reset").length === 2);
    server.emit(2);
    await until(() => seen.includes("2"));
    assert.deepEqual(seen, ["live", "reset", "1", "lost", "live", "reset", "2"]);
  });

  it("are asked for again with a reset where too many were missed", async () => {
    listen();
    await until(() => seen.includes("reset"));
    server.cut();
    for (let n = 0; n < 9000; n++) server.emit(n);
    await until(() => seen.filter((text) => text === "reset").length === 2);
    assert.equal(seen.filter((text) => /^\d+$/.test(text)).length, 0);
  });

  it("a silent connection is given up", async () => {
    listen({ retryDelays: [5], silence: 100 });
    await until(() => seen.includes("lost"), { timeout: 2000 });
    await until(() => seen.filter((text) => text === "live").length >= 2);
    assert.equal(seen.filter((text) => text === "reset").length, 1);
  });

  it("heartbeats keep a quiet connection alive", async function () {
    this.timeout(15_000);
    const client = connect();
    const frames: string[] = [];
    client.on("message", (data: Buffer) => frames.push(data.toString()));
    await until(() => frames.some((frame) => frame.includes("heartbeat")), { timeout: 8000 });
    client.terminate();
  });

  it("wait for a client that reads slowly, and the others go on", async () => {
    listen();
    const slow = connect();
    const got: string[] = [];
    slow.on("message", (data: Buffer) => got.push(data.toString()));
    await until(() => got.length === 1);
    slow.pause();
    const padding = "x".repeat(30_000);
    for (let n = 0; n < 200; n++) {
      server.emit(n, padding);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => seen.some((text) => text.startsWith("199")));
    assert.ok(got.length < 150, `${got.length} frames went to a client that reads none`);
    slow.resume();
    await until(() => got.length === 201);
    const ids = got.slice(1).map((frame) => /"id":"(\d+)/.exec(frame)?.[1]);
    assert.deepEqual(
      ids,
      Array.from({ length: 200 }, (_, n) => String(n)),
    );
    slow.terminate();
  });

  it("that a slow client has missed for good are told of with a reset", async () => {
    const slow = connect();
    const got: string[] = [];
    slow.on("message", (data: Buffer) => got.push(data.toString()));
    await until(() => got.length === 1);
    slow.pause();
    const padding = "x".repeat(200_000);
    for (let n = 0; n < 200; n++) server.emit(n, padding);
    slow.resume();
    await until(() => got.at(-1)?.includes('"reset"'));
    server.emit(200);
    await until(() => got.at(-1)?.includes('"200"'));
    assert.ok(got.length < 100, `${got.length} frames`);
    slow.terminate();
  });

  it("are no longer sent to a client that shows no sign of life", async () => {
    await server.stop();
    await server.start("one", 20);
    const dead = connect();
    let closedWith = 0;
    dead.on("close", (code) => (closedWith = code));
    await new Promise((resolve) => dead.once("message", resolve));
    // Its system still takes what is sent, the program reads nothing: as when it is stopped.
    dead.pause();
    await until(() => server.connections === 0);
    dead.resume();
    await until(() => closedWith === 1013 || closedWith === 1006);
  });

  function connect(): WebSocket {
    return new WebSocket(`ws+unix://${server.listen}:/api/v2/live`, {
      headers: { authorization: "Bearer t", host: "localhost" },
    });
  }
});
