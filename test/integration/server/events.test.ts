import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { createClient } from "#core/client/client.ts";
import type { EventsPage } from "#core/protocol/event.ts";
import { Store } from "#core/store/store.ts";
import { rawRequest, requestText } from "#test/support/rawRequest.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

const id = "20260101_120000_aaaaaa";

describe("typed events, through the viewer", () => {
  let viewer: Viewer;
  let directory: string;
  const line = (type: string, data: object, ts = 5) => `${JSON.stringify({ ts, type, data })}\n`;
  const append = (...lines: string[]) =>
    appendFileSync(path.join(directory, "events.jsonl"), lines.join(""));
  beforeEach(async () => {
    viewer = await startViewer({
      prepare(files) {
        directory = files.writeRun({ id, points: [{ loss: 1 }] });
        append(
          line("image", { key: "a", path: "media/a.png", step: 3, global_step: 9, caption: "ü" }),
          line("alert", { level: "error", text: "NaN", step: null, global_step: 4 }),
          line("image", { key: "b", path: "media/b.png", step: null, global_step: 5 }),
          '{"ts":1,"type":"histogram","data":{"key":"w","counts":[1],"edges":[0,1],"max":NaN,"step":2}}\n',
          line("image", { key: "a", path: "media/c.png", step: 7 }),
          '{"type":"image","data":7}\n',
        );
      },
    });
  });
  afterEach(() => viewer.dispose());

  const get = async <T = EventsPage>(what: string): Promise<T> => {
    const answer = await viewer.get(`/api/v2/runs/${id}/${what}`);
    assert.equal(answer.status, 200);
    return (await answer.json()) as T;
  };

  it("are listed in the order of the file, by type and key, page by page, as they come", async () => {
    const { events, next } = await get("events");
    assert.equal(next, null);
    assert.deepEqual(
      events.map(({ id, type, key, step }) => [id, type, key, step]),
      [
        [1, "image", "a", 3],
        [2, "alert", null, 4],
        [3, "image", "b", 5],
        [4, "histogram", "w", 2],
        [5, "image", "a", 7],
      ],
    );
    assert.equal(events[0]?.data["caption"], "ü");
    assert.equal(events[3]?.data["max"], "NaN");
    const first = await get("events?type=image&limit=2");
    assert.deepEqual([first.events.map(({ id }) => id), first.next], [[1, 3], 3]);
    const second = await get(`events?type=image&limit=2&after=${first.next}`);
    assert.deepEqual([second.events.map(({ id }) => id), second.next], [[5], null]);
    assert.equal((await get("events?key=a&type=image,alert")).events.length, 2);
    append(line("alert", { level: "info", text: "later", global_step: 8 }));
    assert.equal((await get("events?after=5")).events[0]?.data["text"], "later");
  });

  it("are told of once though another viewer was quicker to commit them", async () => {
    const run = "20260102_120000_bbbbbb";
    directory = viewer.files.writeRun({
      id: run,
      status: { status: "running", started_at: Date.now() / 1000 },
      meta: { created_at: Date.now() / 1000, hostname: os.hostname(), pid: process.pid },
    });
    const open = () =>
      Store.open({ root: viewer.files.root, indexDir: path.join(viewer.files.folder, "two") });
    const query = { after: 0, limit: 10 };
    append(line("image", { key: "a", step: 1 }));
    const first = await open();
    await first.listEvents(run, query);
    first.dispose();
    const stores = [await open(), await open()] as const;
    const [slow, quick] = stores;
    try {
      append(line("image", { key: "a", step: 2 }));
      await slow.listEvents(run, query);
      await quick.listEvents(run, query);
      quick.dispose();
      const { events } = await slow.listEvents(run, query);
      assert.deepEqual(
        events.map(({ step }) => step),
        [1, 2],
      );
      const [key] = await slow.listEventKeys(run, ["image"]);
      assert.equal(key?.count, 2);
    } finally {
      for (const store of stores) store.dispose();
    }
  });

  it("come in pages that no viewer chokes on, however large they are", async () => {
    const text = "x".repeat(7 << 20);
    append(...[1, 2, 3, 4].map((step) => line("text", { key: "big", text, step })));
    const first = await get("events?type=text");
    assert.deepEqual([first.events.map(({ step }) => step), first.next], [[1, 2], 7]);
    const second = await get(`events?type=text&after=${first.next}`);
    assert.deepEqual([second.events.map(({ step }) => step), second.next], [[3, 4], null]);
  });

  it("are the same after the index was closed and opened, and after it was built anew", async () => {
    const before = await get("events");
    await viewer.server.dispose();
    viewer.store.dispose();
    for (const indexDir of ["index", "another"]) {
      const store = await Store.open({
        root: viewer.files.root,
        indexDir: path.join(viewer.files.folder, indexDir),
      });
      assert.deepEqual(await store.listEvents(id, { after: 0, limit: 100 }), before);
      for await (const found of store.verifyIndex()) assert.equal(found.verdict, "same");
      store.dispose();
    }
  });

  it("of media come with the keys there are", async () => {
    const { keys, events } = await get<{ keys: unknown[] } & EventsPage>("media?key=a");
    assert.deepEqual(keys, [
      { type: "image", key: "a", count: 2, first_step: 3, last_step: 7 },
      { type: "image", key: "b", count: 1, first_step: 5, last_step: 5 },
      { type: "histogram", key: "w", count: 1, first_step: 2, last_step: 2 },
    ]);
    assert.deepEqual(
      events.map(({ data }) => data["path"]),
      ["media/a.png", "media/c.png"],
    );
  });

  it("of media are files, whole or in ranges, and never outside their folder", async () => {
    const media = path.join(directory, "media");
    mkdirSync(media);
    writeFileSync(path.join(media, "a b.png"), "0123456789");
    writeFileSync(path.join(media, "x.svg"), "<svg onload='alert(1)'/>");
    writeFileSync(path.join(media, ".hidden.png"), "no");
    writeFileSync(path.join(viewer.files.folder, "secret"), "secret");
    symlinkSync(path.join(viewer.files.folder, "secret"), path.join(media, "link.png"));
    const at = (name: string, headers: Record<string, string> = {}) =>
      fetch(`${viewer.base}/api/v2/runs/${id}/media/${name}`, {
        headers: { authorization: `Bearer ${viewer.server.token}`, ...headers },
      });
    const whole = await at("a%20b.png");
    assert.equal(whole.status, 200);
    assert.equal(whole.headers.get("content-type"), "image/png");
    assert.equal(whole.headers.get("x-content-type-options"), "nosniff");
    assert.equal(await whole.text(), "0123456789");
    // fetch would ask past every cache.
    const again = await rawRequest(
      viewer.port,
      requestText("GET", `/api/v2/runs/${id}/media/a%20b.png`, [
        ["Host", `127.0.0.1:${viewer.port}`],
        ["Authorization", `Bearer ${viewer.server.token}`],
        ["If-None-Match", whole.headers.get("etag") ?? ""],
        ["Connection", "close"],
      ]),
    );
    assert.equal(again.status, 304);
    const part = await at("a%20b.png", { range: "bytes=2-4" });
    assert.deepEqual([part.status, await part.text()], [206, "234"]);
    assert.equal((await at("a%20b.png", { range: "bytes=20-" })).status, 416);
    const svg = await at("x.svg");
    assert.equal(svg.headers.get("content-disposition"), "attachment");
    assert.equal(svg.headers.get("content-type"), "application/octet-stream");
    for (const name of [
      "link.png",
      ".hidden.png",
      "none.png",
      "..%2Fmeta.json",
      "..%2F..%2F..%2F..%2F..%2Fsecret",
      "%2Fetc%2Fpasswd",
      "a%00b",
      "..%5Cmeta.json",
      ".",
    ]) {
      const { status } = await at(name);
      assert.ok(status === 404 || status === 400, `${name}: ${status}`);
    }
    const client = createClient({
      async request({ method, path, accept }) {
        const headers = { authorization: `Bearer ${viewer.server.token}`, accept };
        const answer = await fetch(viewer.base + path, { method, headers });
        const body = new Uint8Array(await answer.arrayBuffer());
        return { status: answer.status, contentType: "", body };
      },
      openSocket: () => assert.fail(),
    });
    const bytes = await client.readMedia({ params: { id, file: "a b.png" } });
    assert.equal(new TextDecoder().decode(bytes), "0123456789");
  });
});
