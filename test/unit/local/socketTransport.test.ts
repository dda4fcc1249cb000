import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import type http from "node:http";
import os from "node:os";
import path from "node:path";

import { WebSocketServer } from "ws";

import type { SocketAddress } from "#core/local/provenConnection.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { provingServer } from "#test/support/provingServer.ts";
import { until } from "#test/support/until.ts";

describe("the private socket", () => {
  let folder: string;
  let server: http.Server;
  let sockets: WebSocketServer;
  let transport: SocketTransport;
  let seen: http.IncomingMessage[];
  let address: SocketAddress;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn socket-"));
    const socket = path.join(folder, "s");
    seen = [];
    server = provingServer("secret", (request, response) => {
      seen.push(request);
      response.statusCode = 418;
      response.setHeader("content-type", "text/x");
      request.pipe(response);
    });
    sockets = new WebSocketServer({ server });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    address = { listen: { socket }, token: "secret" };
    transport = new SocketTransport(() => Promise.resolve(address));
  });
  afterEach(() => {
    transport.dispose();
    for (const client of sockets.clients) client.terminate();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("carries a request with the token, and its answer whatever the status", async () => {
    const body = JSON.stringify({ text: "ü" });
    const answer = await transport.request({ method: "POST", path: "/a?b=c", body, accept: "x/y" });
    assert.equal(answer.status, 418);
    assert.equal(answer.contentType, "text/x");
    assert.equal(new TextDecoder().decode(answer.body), body);
    assert.equal(answer.body.buffer.byteLength, answer.body.length, "memory of its own");
    assert.equal(answer.body.constructor, Uint8Array);
    const [request] = seen;
    assert.equal(request?.url, "/a?b=c");
    assert.equal(request.headers.authorization, "Bearer secret");
    assert.equal(request.headers.host, "localhost");
    assert.equal(request.headers.accept, "x/y");
    assert.equal(request.headers.origin, undefined);
  });

  it("refuses an answer that would fill the memory", async () => {
    const small = new SocketTransport(() => Promise.resolve(address), { largestAnswer: 100 });
    const ask = (body: string) => small.request({ method: "POST", path: "/", body, accept: "*/*" });
    assert.equal((await ask("x".repeat(100))).body.length, 100);
    await assert.rejects(ask("x".repeat(101)), /larger than 100 bytes/);
    small.dispose();
  });

  it("asks no more than eight things at once, and the others after them", async () => {
    let [now, most] = [0, 0];
    server.prependListener("request", (request: http.IncomingMessage, response) => {
      if (request.headers["runicorn-challenge"] !== undefined) return;
      most = Math.max(most, ++now);
      response.once("close", () => now--);
    });
    const answers = Array.from({ length: 40 }, () =>
      transport.request({ method: "POST", path: "/", body: "{}", accept: "*/*" }),
    );
    assert.equal((await Promise.all(answers)).length, 40);
    assert.ok(most <= 8, `${most} at once`);
  });

  it("fails in a sentence when nobody listens", async () => {
    const lost = new SocketTransport(() =>
      Promise.resolve({ listen: { socket: path.join(folder, "none") }, token: "" }),
    );
    await assert.rejects(lost.request({ method: "GET", path: "/", accept: "*/*" }), (error) =>
      RunicornError.is(error, "service_unavailable"),
    );
    const closed: string[] = [];
    lost.openSocket("/", { onOpen() {}, onFrame() {}, onClose: (why) => closed.push(why) });
    await until(() => closed.length === 1);
  });

  it("carries frames, and hears of the end once", async () => {
    sockets.on("connection", (client, request) => {
      assert.equal(request.headers.authorization, "Bearer secret");
      assert.equal(request.headers.host, "localhost");
      assert.equal(request.url, "/live?since=1");
      client.send("one");
      client.send("two");
    });
    const heard: string[] = [];
    const closed: string[] = [];
    transport.openSocket("/live?since=1", {
      onOpen: () => heard.push("open"),
      onFrame: (text) => heard.push(text),
      onClose: (why) => closed.push(why),
    });
    await until(() => heard.length === 3);
    assert.deepEqual(heard, ["open", "one", "two"]);
    for (const client of sockets.clients) client.terminate();
    await until(() => closed.length > 0);
    assert.equal(closed.length, 1);
  });

  it("hangs up on a frame that the listener throws at", async () => {
    sockets.on("connection", (client) => client.send("nonsense"));
    const closed: string[] = [];
    transport.openSocket("/live", {
      onOpen() {},
      onFrame() {
        throw new Error("what?");
      },
      onClose: (why) => closed.push(why),
    });
    await until(() => closed.length === 1);
    assert.match(closed[0] ?? "", /what\?/);
  });

  it("can be closed before it is open", async () => {
    const closed: string[] = [];
    const socket = transport.openSocket("/live", {
      onOpen: () => assert.fail("opened"),
      onFrame() {},
      onClose: (why) => closed.push(why),
    });
    socket.close();
    socket.close();
    assert.deepEqual(closed, ["closed by us"]);
    // A request made now is answered after a connection would have been.
    await transport.request({ method: "GET", path: "/", accept: "*/*" });
    assert.equal(sockets.clients.size, 0);
  });
});
