import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { type Viewer, startViewer } from "#test/support/startViewer.ts";

describe("the dashboard's files", () => {
  let folder: string;
  let viewer: Viewer;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-pages-"));
    mkdirSync(path.join(folder, "webviews"));
    writeFileSync(path.join(folder, "webviews", "viewer.js"), "run()");
    writeFileSync(path.join(folder, "webviews", "other.js"), "no");
    viewer = await startViewer({ pagesFolder: path.join(folder, "webviews") });
  });
  after(async () => {
    await viewer.dispose();
    rmSync(folder, { recursive: true });
  });

  it("are public, as the page must load to exchange its ticket", async () => {
    const response = await fetch(`${viewer.base}/viewer.js`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal(await response.text(), "run()");
    // A browser that has it asks whether it is still the same, and gets nothing but that.
    const known = { "if-none-match": response.headers.get("etag") ?? "" };
    const again = await fetch(`${viewer.base}/viewer.js`, { headers: known, cache: "no-store" });
    assert.deepEqual([again.status, await again.text()], [304, ""]);
  });

  const named = async ({ base }: Viewer) => {
    const html = await (await fetch(`${base}/`)).text();
    const [, name = "", integrity = ""] =
      /<script src="(viewer\.js\?[\w-]{22})" integrity="([^"]+)"/.exec(html) ?? [];
    return { name, integrity };
  };
  const hashOf = (body: string | Buffer) =>
    `sha256-${createHash("sha256").update(body).digest("base64")}`;

  it("are kept for good by the names a page calls them by, which are others when they are", async () => {
    const file = path.join(folder, "webviews", "viewer.js");
    const keptOf = async ({ base }: Viewer, name: string) =>
      (await fetch(`${base}/${name}`)).headers.get("cache-control");
    const before = await named(viewer);
    assert.equal(before.integrity, hashOf(readFileSync(file)), "and nothing else is taken by it");
    assert.match((await keptOf(viewer, before.name)) ?? "", /immutable/);
    assert.equal(await keptOf(viewer, "viewer.js"), "no-cache");
    writeFileSync(file, "run() // otherwise");
    const next = await startViewer({ pagesFolder: path.join(folder, "webviews") });
    try {
      const after = await named(next);
      assert.notEqual(after.name, before.name);
      assert.equal(after.integrity, hashOf(readFileSync(file)));
      assert.match((await keptOf(next, after.name)) ?? "", /immutable/);
      const old = await keptOf(next, before.name);
      assert.equal(old, "no-cache", "what is there now is not kept by an old name");
    } finally {
      await next.dispose();
      writeFileSync(file, "run()");
    }
  });

  it("are those the viewer began with, though an update replaces or deletes them", async () => {
    const updated = path.join(folder, "updated");
    mkdirSync(updated);
    writeFileSync(path.join(updated, "viewer.js"), "first()");
    const running = await startViewer({ pagesFolder: updated });
    try {
      const before = await named(running);
      for (const update of [
        () => writeFileSync(path.join(updated, "viewer.js"), "second()"),
        () => rmSync(updated, { recursive: true }),
      ]) {
        update();
        assert.deepEqual(await named(running), before);
        const script = await fetch(`${running.base}/${before.name}`, { cache: "no-store" });
        const body = await script.text();
        assert.deepEqual([script.status, body], [200, "first()"]);
        assert.equal(hashOf(body), before.integrity);
      }
    } finally {
      await running.dispose();
    }
  });

  it("allow only their own scripts and styles, with a nonce of their own each time", async () => {
    const nonces = new Set<string>();
    for (const _ of [1, 2]) {
      const response = await fetch(`${viewer.base}/`);
      const html = await response.text();
      const policy = response.headers.get("content-security-policy") ?? "";
      const nonce = /<meta property="csp-nonce" content="([^"]+)">/.exec(html)?.[1] ?? "";
      nonces.add(nonce);
      assert.match(policy, /^default-src 'none'; /);
      assert.ok(policy.includes(`script-src 'self' 'nonce-${nonce}'`));
      assert.ok(policy.includes(`style-src 'self' 'nonce-${nonce}'`));
      assert.ok(policy.includes("frame-ancestors 'none'"));
      assert.doesNotMatch(policy, /unsafe|\*/);
    }
    assert.equal(nonces.size, 2);
  });

  it("are those of the page and no others", async () => {
    for (const address of [
      "/other.js",
      "/viewer.js/",
      "/..%2fother.js",
      "/%2e%2e/package.json",
      "/VIEWER.JS",
    ]) {
      assert.equal((await fetch(viewer.base + address)).status, 404, address);
    }
  });

  it("not built are told without a path", async () => {
    const response = await fetch(`${viewer.base}/viewer.css`);
    assert.equal(response.status, 503);
    const text = await response.text();
    assert.match(text, /npm run build/);
    assert.ok(!text.includes(folder));
  });
});
