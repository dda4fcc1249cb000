import assert from "node:assert/strict";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

import { type Viewer, startViewer } from "#test/support/startViewer.ts";

describe("answers that go over SSH", () => {
  let viewer: Viewer;

  before(async () => {
    const points = Array.from({ length: 5000 }, (_, i) => ({ loss: Math.sin(i) }));
    viewer = await startViewer({ prepare: (files) => void files.writeRun({ points }) });
  });
  after(() => viewer.dispose());

  async function ask(path: string, headers: Record<string, string>, method = "GET") {
    const authorization = `Bearer ${viewer.server.token}`;
    const request = http.request({
      host: "127.0.0.1",
      port: viewer.port,
      path,
      method,
      headers: { authorization, ...headers },
    });
    request.end();
    const [reply] = (await once(request, "response")) as [IncomingMessage];
    return { reply, body: await buffer(reply) };
  }

  const gzip = { "accept-encoding": "gzip" };
  const overSsh = { ...gzip, "x-runicorn-link": "ssh" };
  const large = "/api/openapi.json";

  it("are compressed where they are large, and only there", async () => {
    const plain = await ask(large, gzip);
    assert.equal(plain.reply.headers["content-encoding"], undefined);
    const zipped = await ask(large, overSsh);
    assert.equal(zipped.reply.headers["content-encoding"], "gzip");
    assert.equal(Number(zipped.reply.headers["content-length"]), zipped.body.length);
    assert.ok(zipped.body.length < plain.body.length / 4);
    assert.deepEqual(gunzipSync(zipped.body), plain.body);
    const small = await ask("/api/v2/runs", overSsh);
    assert.equal(small.reply.headers["content-encoding"], undefined);
    const unwilling = await ask(large, { "x-runicorn-link": "ssh" });
    assert.equal(unwilling.reply.headers["content-encoding"], undefined);
  });

  it("have no ETag and no body for HEAD, compressed or not", async () => {
    const { reply, body } = await ask(large, overSsh, "HEAD");
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers.etag, undefined);
    assert.equal(body.length, 0);
  });
});
