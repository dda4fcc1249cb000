import assert from "node:assert/strict";
import path from "node:path";

import type { Browser, Page } from "playwright-core";

import type { RunEvent } from "#core/protocol/event.ts";
import { until } from "#test/support/until.ts";

import { checkout } from "../host/paths.ts";
import { launchBrowser } from "../host/workbench.ts";

const origin = "http://editor.test";
const mib = 1024 * 1024;
const file = "media/large.mp4";

/** The page of a comparison with as much of the editor as it needs. */
const frame = `<!doctype html><html lang="en"><head><title>Runs</title><link rel="stylesheet" href="/compare.css"></head><body>
<script>
  globalThis.posted = [];
  const postMessage = (message) => posted.push(message);
  globalThis.acquireVsCodeApi = () => ({ getState: () => ({ tab: "media" }), setState() {}, postMessage });
</script>
<script src="/compare.js"></script></body></html>`;

interface Posted {
  readonly type: string;
  readonly request?: number;
  readonly route?: string;
}

const event: RunEvent = {
  id: 1,
  type: "video",
  key: "clip",
  step: 5,
  ts: 1,
  rank: null,
  data: { path: file },
};
const answers: Readonly<Record<string, unknown>> = {
  listMedia: {
    keys: [{ type: "video", key: "clip", count: 1, first_step: 5, last_step: 5 }],
    events: [],
    next: null,
  },
  listEvents: { events: [event], next: null },
  listFiles: { files: [{ path: file, size: 300 * mib, modified_at: 1 }], truncated: false },
};

describe("media too large for a page of the editor", () => {
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 900, height: 700 } });
    await page.route(`${origin}/**`, (route) => {
      const file = new URL(route.request().url()).pathname;
      return file === "/"
        ? route.fulfill({ contentType: "text/html", body: frame })
        : route.fulfill({ path: path.join(checkout, "dist/webviews", file) });
    });
    await page.goto(origin);
  });

  after(() => browser.close());

  const post = (message: unknown) =>
    page.evaluate(
      (data) => globalThis.dispatchEvent(new MessageEvent("message", { data })),
      message,
    );
  const posted = () => page.evaluate(() => globalThis.posted as readonly Posted[]);

  it("say in a comparison how large they are, and are saved or opened in a browser", async () => {
    const known = { ref: "store:run", source: "store", id: "run", host: "", clockOffset: 0 };
    const run = { ...known, connection: "live", error: null, events: 1, run: null };
    const settings = { smoothing: 0, points: 1000 };
    await post({ type: "state", state: { runs: [run], settings } });
    const notice = page.locator(".not-shown", { hasText: /^300.*MiB is too large/u });
    const answered = new Set<number>();
    await until(async () => {
      for (const { type, request, route } of await posted()) {
        if (type !== "call" || request === undefined || answered.has(request)) continue;
        answered.add(request);
        const answer = answers[route ?? ""] ?? null;
        await post({ type: "answer", source: "store", request, answer, error: null });
      }
      return (await notice.count()) > 0;
    });
    await notice.getByRole("button", { name: "Save…" }).click();
    await notice.getByRole("button", { name: "Open in browser" }).click();
    const asked = (await posted()).filter(({ type }) => /^(?:saveFile|openInBrowser)$/u.test(type));
    assert.deepEqual(asked, [
      { type: "saveFile", ref: "store:run", path: file },
      { type: "openInBrowser", ref: "store:run" },
    ]);
  });
});
