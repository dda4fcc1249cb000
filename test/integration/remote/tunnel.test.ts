import assert from "node:assert/strict";
import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { PassThrough, Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";

import { type WebSocket, WebSocket as Client, WebSocketServer } from "ws";

import { ViewerProxy } from "#core/remote/tunnel/viewerProxy.ts";
import { TunnelTo } from "#test/support/remote/tunnelTo.ts";
import { until } from "#test/support/until.ts";

describe("the way to a viewer on another machine", () => {
  let tunnel: TunnelTo;
  let seen: IncomingMessage[];
  let answer: (request: IncomingMessage, reply: ServerResponse) => void;

  beforeEach(async () => {
    seen = [];
    answer = (_request, reply) => reply.end("hello");
    tunnel = await new TunnelTo((request, reply) => {
      seen.push(request);
      answer(request, reply);
    }).start();
  });
  afterEach(() => tunnel.dispose());

  const send = async (options: http.RequestOptions, body?: string | Readable) => {
    const request = http.request({ host: "127.0.0.1", port: tunnel.port, ...options });
    if (body instanceof Readable) body.pipe(request);
    else request.end(body);
    const [reply] = (await once(request, "response")) as [IncomingMessage];
    return { reply, request };
  };

  it("takes address, method and body along, and nothing that is between browser and server here", async () => {
    answer = (request, reply) => {
      reply.setHeader("Set-Cookie", "theirs=1");
      reply.setHeader("X-Their", "kept");
      request.pipe(reply);
    };
    const { reply } = await send(
      {
        method: "PATCH",
        path: "/api/v2/runs/a%2Fb?x=%20y&x=2",
        headers: {
          authorization: "Bearer ours",
          cookie: "runicorn_1=secret",
          origin: "http://127.0.0.1",
          referer: "http://127.0.0.1/",
          "sec-fetch-site": "same-origin",
          connection: "X-Hop",
          "x-hop": "1",
          "x-request-id": "mine",
          range: "bytes=0-4",
          "content-type": "application/json",
        },
      },
      "the body",
    );
    assert.equal(await text(reply), "the body");
    assert.equal(reply.headers["set-cookie"], undefined);
    assert.equal(reply.headers["x-their"], "kept");
    const [{ url, method, headers } = assert.fail()] = seen;
    assert.equal(url, "/api/v2/runs/a%2Fb?x=%20y&x=2");
    assert.equal(method, "PATCH");
    assert.equal(headers.host, "localhost");
    assert.equal(headers.authorization, "Bearer theirs");
    assert.equal(headers.range, "bytes=0-4");
    assert.equal(headers["x-request-id"], "mine");
    for (const name of ["cookie", "origin", "referer", "sec-fetch-site", "x-hop"]) {
      assert.equal(headers[name], undefined, name);
    }
    assert.ok(!JSON.stringify(headers).includes("secret"));
  });

  it("uses a channel again and again, and more only for requests at the same time", async () => {
    for (let i = 0; i < 20; i++) assert.equal(await (await fetch(tunnel.base)).text(), "hello");
    const used = () => tunnel.channels.length;
    assert.equal(used(), 1);
    await Promise.all(Array.from({ length: 5 }, async () => (await fetch(tunnel.base)).text()));
    assert.ok(used() <= 6);
  });

  it("asks again where a channel that was kept was just ended by the other side", async () => {
    for (let i = 0; i < 5; i++) {
      assert.equal(await (await fetch(tunnel.base)).text(), "hello");
      // The other side's end of it is gone, and nobody here knows yet.
      tunnel.server.closeAllConnections();
    }
    assert.equal(seen.length, 5);
  });

  it("whoever goes away in the middle of an answer ends it there, too", async () => {
    let ended = false;
    answer = (_request, reply) => {
      reply.on("close", () => (ended = true));
      reply.write("a beginning");
    };
    const { reply, request } = await send({});
    await once(reply, "data");
    request.destroy();
    await until(() => ended);
    await until(() => tunnel.open === 0);
  });

  it("whoever goes away before the answer ends it there, too", async () => {
    let ended = false;
    answer = (_request, reply) => reply.on("close", () => (ended = true));
    const request = http.get(tunnel.base);
    request.on("error", () => {});
    await until(() => seen.length === 1);
    request.destroy();
    await until(() => ended);
  });

  it("an answer that is broken off there is broken off here", async () => {
    answer = (_request, reply) => {
      reply.setHeader("Content-Length", "1000");
      reply.write("half");
      setTimeout(() => reply.destroy(), 20);
    };
    const { reply } = await send({});
    await assert.rejects(text(reply));
  });

  it("holds back what is sent faster than it is read, both ways", async () => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    let written = 0;
    answer = (_request, reply) => {
      const go = () => {
        reply.once("drain", go);
        do written += chunk.length;
        while (reply.write(chunk) && written < 200e6);
      };
      go();
    };
    const { reply, request } = await send({});
    reply.pause();
    await until(async () => {
      const before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return written === before && written > 0;
    });
    assert.ok(written < 50e6, `${written} bytes were buffered`);
    request.destroy();

    let given = 0;
    answer = () => {}; // Reads nothing.
    const endless = new Readable({
      read() {
        given += chunk.length;
        this.push(chunk);
      },
    });
    const upload = http.request({ port: tunnel.port, host: "127.0.0.1", method: "POST" });
    upload.on("error", () => {});
    endless.pipe(upload);
    await until(async () => {
      const before = given;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return given === before && given > 0;
    });
    assert.ok(given < 50e6, `${given} bytes were buffered`);
    upload.destroy();
  });

  it("a body of unknown length stays a stream", async () => {
    answer = (request, reply) => request.pipe(reply);
    const body = new PassThrough();
    const sending = send({ method: "POST" }, body);
    body.write("first ");
    const { reply } = await sending;
    const [first] = (await once(reply, "data")) as [Buffer];
    assert.equal(first.toString(), "first ");
    body.end("last");
    assert.equal(await text(reply), "last");
  });

  it("asks for compressed answers and opens them for those who do not want any", async () => {
    const json = JSON.stringify(Array.from({ length: 5000 }, (_, i) => i));
    answer = (request, reply) => {
      assert.equal(request.headers["accept-encoding"], "gzip");
      const zipped = gzipSync(json);
      reply.setHeader("Content-Encoding", "gzip");
      reply.setHeader("Content-Length", zipped.length);
      reply.end(zipped);
    };
    const plain = await send({});
    assert.equal(plain.reply.headers["content-encoding"], undefined);
    assert.equal(await text(plain.reply), json);
    const zipped = await send({ headers: { "accept-encoding": "gzip, br" } });
    assert.equal(zipped.reply.headers["content-encoding"], "gzip");
    assert.equal(gunzipSync(await buffer(zipped.reply)).toString(), json);
    const head = await send({ method: "HEAD" });
    assert.equal(head.reply.headers["content-encoding"], "gzip");
    assert.equal(await text(head.reply), "");
  });

  it("a WebSocket passes frame by frame, and ends on both sides", async () => {
    const sockets = new WebSocketServer({ server: tunnel.server });
    const accepted = once(sockets, "connection") as Promise<[WebSocket, IncomingMessage]>;
    const client = new Client(`${tunnel.base.replace("http", "ws")}/api/v2/live?since=1`, {
      headers: { cookie: "a=b" },
    });
    const [there, request] = await accepted;
    assert.equal(request.url, "/api/v2/live?since=1");
    assert.equal(request.headers.authorization, "Bearer theirs");
    assert.equal(request.headers.cookie, undefined);
    there.on("message", (data: Buffer, isBinary) => there.send(data, { binary: isBinary }));
    await once(client, "open");
    for (const frame of ["text", Buffer.alloc(300_000, 1), ""]) {
      const echoed = once(client, "message") as Promise<[Buffer, boolean]>;
      client.send(frame);
      const [data] = await echoed;
      assert.deepEqual(data, Buffer.from(frame));
    }
    client.terminate();
    await once(there, "close");
    await until(() => tunnel.open === 0);
    sockets.close();
  });

  it("a WebSocket that is refused there is refused here, with the same words", async () => {
    tunnel.server.on("upgrade", (_request, socket) =>
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\nnothing"),
    );
    const client = new Client(tunnel.base.replace("http", "ws"));
    client.on("error", () => {});
    const [, reply] = (await once(client, "unexpected-response")) as [unknown, IncomingMessage];
    assert.equal(reply.statusCode, 404);
    assert.equal(await text(reply), "nothing");
  });

  it("does not unpack without end what another machine has packed", async () => {
    tunnel.dispose();
    const bomb = gzipSync(Buffer.alloc(4 << 20));
    tunnel = await new TunnelTo((_request, reply) => {
      reply.setHeader("Content-Encoding", "gzip");
      reply.end(bomb);
    }, 1 << 20).start();
    const { reply } = await send({ path: "/" });
    await assert.rejects(buffer(reply), { code: "ECONNRESET" });
    await until(() => tunnel.open === 0);
  });

  it("leaves no channel to a browser that went before it was joined", async () => {
    const gone = new PassThrough();
    gone.destroy();
    const proxy = new ViewerProxy({ token: "", connect: () => assert.fail("nobody is there") });
    await proxy.upgrade({ headers: {} } as IncomingMessage, gone, Buffer.alloc(0), "/");
  });
});
