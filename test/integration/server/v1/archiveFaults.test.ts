import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import http from "node:http";
import path from "node:path";

import { writeTar } from "#test/support/archive/evilArchives.ts";
import { startViewer, type Viewer } from "#test/support/startViewer.ts";
import { until } from "#test/support/until.ts";

const id = "20260101_000000_aaaaaa";

describe("archives over HTTP that go wrong on the way", () => {
  let viewer: Viewer;
  beforeEach(async () => {
    viewer = await startViewer();
  });
  afterEach(() => viewer.dispose());

  /** A request whose body is the caller's to write, and its answer. */
  function begin(address: string, type: string, length: number) {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const request = http.request(viewer.base + address, {
      method: "POST",
      agent: false,
      headers: {
        authorization: `Bearer ${viewer.server.token}`,
        "content-type": type,
        "content-length": String(length),
      },
    });
    request.on("error", reject);
    request.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    // Who does not ask for it is not to be disturbed by it.
    promise.catch(() => undefined);
    return { request, status: promise };
  }

  const folder = () => path.join(viewer.store.root, ".import");

  async function archiveOf(files: number): Promise<Buffer> {
    const file = path.join(viewer.files.folder, "archive");
    await writeTar(file, [
      { name: `p/n/runs/${id}/meta.json`, content: "{}" },
      ...Array.from({ length: files }, (_, i) => ({
        name: `p/n/runs/${id}/media/${i}`,
        content: "x".repeat(2000),
      })),
    ]);
    return readFileSync(file);
  }

  const head = `--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n`;

  it("a form that ends in the middle of its file is the sender's fault", async () => {
    const body = `${head}PK and no more`;
    const { request, status } = begin(
      "/api/import",
      "multipart/form-data; boundary=x",
      body.length,
    );
    request.end(body);
    assert.equal(await status, 400);
    assert(!existsSync(folder()));
  });

  it("an upload that takes its time outlasts another", async () => {
    const bytes = await archiveOf(1);
    const tail = "\r\n--x--\r\n";
    const slow = begin(
      "/api/import",
      "multipart/form-data; boundary=x",
      head.length + bytes.length + tail.length,
    );
    slow.request.flushHeaders();
    // The slow one has begun.
    await until(() => existsSync(folder()));
    const quick = begin("/api/import", "application/zip", 100);
    quick.request.end(Buffer.alloc(100));
    assert.equal(await quick.status, 400);
    slow.request.end(Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]));
    assert.equal(await slow.status, 200);
    assert(!existsSync(folder()));
  });

  it("a form without a file leaves none", async () => {
    const body = `--x\r\nContent-Disposition: form-data; name="preview_token"\r\n\r\nnone\r\n--x--\r\n`;
    const { request, status } = begin(
      "/api/import",
      "multipart/form-data; boundary=x",
      body.length,
    );
    request.end(body);
    assert.equal(await status, 404);
    assert(!existsSync(folder()));
  });

  it("an import whose client has gone brings nothing", async function () {
    this.timeout(60_000);
    const bytes = await archiveOf(5000);
    const { request } = begin("/api/import", "application/gzip", bytes.length);
    request.end(bytes);
    const isUnpacking = () =>
      existsSync(folder()) &&
      readdirSync(folder(), { withFileTypes: true }).some((one) => one.isDirectory());
    await until(isUnpacking, { timeout: 30_000 });
    request.destroy();
    await until(() => !existsSync(folder()), { timeout: 20_000 });
    assert.equal(existsSync(path.join(viewer.store.root, "p")), false);
  });
});
