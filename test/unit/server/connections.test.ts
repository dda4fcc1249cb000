import assert from "node:assert/strict";
import { once } from "node:events";
import { type Server, createServer } from "node:http";
import net, { type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { Connections } from "#core/server/limits/connections.ts";
import { until } from "#test/support/until.ts";

/** Milliseconds without a byte after which a connection counts as stalled. */
const stalledMs = 500;

describe("Connections", function () {
  this.timeout(30_000);
  let http: Server;
  let connections: Connections;
  const sockets: net.Socket[] = [];
  beforeEach(async () => {
    connections = new Connections(stalledMs);
    http = createServer((request, reply) => {
      if (request.url === "/large") reply.end(Buffer.alloc(50 << 20));
      else if (request.url === "/slow") setTimeout(() => reply.end("done"), 2 * stalledMs);
      else request.on("end", () => reply.end("ok")).resume();
    });
    connections.watch(http);
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });

  function send(head: string): net.Socket {
    const socket = net.connect((http.address() as AddressInfo).port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(`${head} HTTP/1.1\r\nHost: x\r\n`);
    sockets.push(socket);
    return socket;
  }

  it("end where an answer is not taken", async () => {
    const socket = send("GET /large");
    socket.pause();
    const [theirs] = (await once(http, "connection")) as [net.Socket];
    socket.write("\r\n");
    await until(() => theirs.destroyed, { timeout: 20_000 });
    socket.resume();
    await once(socket, "close");
    assert.ok(socket.bytesRead < 50 << 20);
  });

  it("end where a body does not go on, and last as long as it does", async () => {
    const steady = send("POST /");
    steady.write("Content-Length: 10\r\n\r\n");
    const stalled = send("POST /");
    stalled.write("Content-Length: 10\r\n\r\n12345");
    const ended = once(stalled.resume(), "close");
    for (let i = 0; i < 10; i++) {
      steady.write("x");
      // Longer in all than anything may stall.
      await sleep(stalledMs / 8);
    }
    assert.match(String((await once(steady, "data"))[0]), /200 OK/);
    await ended;
  });

  it("wait for an answer that takes its time", async () => {
    const socket = send("GET /slow");
    socket.write("\r\n");
    assert.match(String((await once(socket, "data"))[0]), /200 OK/);
  });

  it("end where no further request comes", async () => {
    http.keepAliveTimeout = 50;
    const socket = send("GET /");
    socket.write("\r\n");
    const ended = once(socket, "close");
    assert.match(String((await once(socket, "data"))[0]), /200 OK/);
    await ended;
  });

  it("of strangers are few; those of who is known stay", async () => {
    const known = send("GET /");
    const [theirs] = (await once(http, "connection")) as [net.Socket];
    connections.trust(theirs);
    for (let i = 0; i < 200; i++) send("GET /");
    // At least: all have come, and the oldest of them have gone.
    await until(() => sockets.filter((socket) => !socket.destroyed).length <= 129, {
      timeout: 20_000,
    });
    assert.ok(!theirs.destroyed);
    known.write("\r\n");
    assert.match(String((await once(known, "data"))[0]), /200 OK/);
  });
});
