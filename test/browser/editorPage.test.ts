import assert from "node:assert/strict";
import path from "node:path";

import type { Browser, Page } from "playwright-core";

import { until } from "#test/support/until.ts";
import type { DashboardState } from "#webviews/dashboard/messages.ts";

import { checkout } from "../host/paths.ts";
import { launchBrowser } from "../host/workbench.ts";

const origin = "http://editor.test";

/** The page with as much of the editor as it needs. */
const frame = `<!doctype html><html lang="en"><head><title>Run</title><link rel="stylesheet" href="/dashboard.css"></head><body>
<script>
  globalThis.posted = [];
  const postMessage = (message) => posted.push(message);
  globalThis.acquireVsCodeApi = () => ({ getState() {}, setState() {}, postMessage });
</script>
<script src="/dashboard.js"></script></body></html>`;

interface Query {
  readonly request: number;
  readonly query: { readonly preview?: boolean };
}

declare global {
  var posted: { readonly type: string }[];
}

const metric = { key: "loss", rank: null, source: "events", count: 900, last: 1, last_at: 5 };
const info = { ...metric, min: 1, max: 1, mean: 1, first_step: 1, last_step: 900 };
const metrics = [{ ...info, nan: 0, pos_inf: 0, neg_inf: 0 }];

const run = {
  id: "run",
  run_id: "run",
  project: "cv",
  name: "resnet",
  display_name: "A run",
  alias: null,
  notes: null,
  status: "running",
  created_at: 1_767_268_800,
  started_at: null,
  ended_at: null,
  exit_reason: null,
  tags: Array.from({ length: 40 }, (_, i) => `tag ${i}`),
  hostname: null,
  pid: null,
  key_metric: { key: "loss", value: 0.5, aggregate: "last" },
  config: {},
  summary: {},
  problems: [{ file: "events.jsonl", kind: "bad_line", line: 3, count: 1, message: "not JSON" }],
  python: null,
  platform: null,
  dir: "cv",
};

describe("the dashboard page as the editor frames it", () => {
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 500, height: 700 } });
    page.on("pageerror", (error) => errors.push(error.message));
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
  const postState = (
    change: object = {},
    metrics: readonly object[] = [],
    more: Partial<DashboardState> = {},
  ) =>
    post({
      type: "state",
      state: {
        connection: "live",
        error: null,
        run: { ...run, ...change },
        metrics,
        host: null,
        clockOffset: 0,
        stages: [],
        bar: null,
        knownUntil: null,
        versions: { log: 0, events: 0, system: 0 },
        settings: { smoothing: 0, points: 1000 },
        ...more,
      },
    });

  it("takes no notice of messages that are not the host's", async () => {
    for (const message of [
      null,
      "state",
      { type: "state" },
      { type: "state", state: { metrics: {} } },
      { type: "series", request: "1" },
      { type: "__proto__" },
    ]) {
      await post(message);
    }
    await postState();
    await page.getByRole("heading", { name: "A run" }).waitFor();
    assert.deepEqual(errors, []);
  });

  it("leaves open what the reader opened while the key metric moves on", async () => {
    await page.locator("summary").click();
    await page.getByText("first in line 3").waitFor();
    await postState({ key_metric: { ...run.key_metric, value: 0.25 } });
    await page.locator(".key-metric-value", { hasText: "0.25" }).waitFor();
    await page.getByText("first in line 3").waitFor();
    await postState({ status: "finished" });
    await page.getByText("Finished").waitFor();
    await page.getByText("first in line 3").waitFor();
  });

  it("does not count the time of a run whose machine was left", async () => {
    const knownUntil = run.created_at + 100;
    await postState({}, [], { connection: "left", host: "ada@gpu", knownUntil });
    await page.getByText("Disconnected from ada@gpu").waitFor();
    const duration = page.locator(".run-header .fact").filter({ hasText: "1m 40s" });
    await duration.waitFor();
    // The clock of the header ticks each second.
    await page.waitForTimeout(1200);
    assert.equal(await duration.count(), 1);
    await postState({}, [], { connection: "live" });
    await duration.waitFor({ state: "detached" });
    await postState({ status: "finished" });
  });

  it("does not let forty tags push the charts away", async () => {
    assert.equal(await page.locator(".run-header .tag").count(), 12);
    await page.getByRole("button", { name: "28 more tags" }).click();
    assert.equal(await page.locator(".run-header .tag").count(), 40);
    await postState({ status: "failed" });
    await until(async () => (await page.locator(".run-header .tag").count()) === 40);
  });

  it("draws a sample at first, asks for all of it once, and then draws that", async () => {
    const asked = () =>
      page.evaluate(() => globalThis.posted.filter(({ type }) => type === "query") as unknown[]);
    const answer = ({ request }: Query, steps: readonly number[], more: object) =>
      page.evaluate(
        ([request, steps, more]) => {
          const column = (of: (step: number) => number) => Float64Array.from(steps, of);
          const [ones, none] = [column(() => 1), column(() => 0)];
          const places = { x_first: column((s) => s), x_last: column((s) => s) };
          const values = { min: ones, max: ones, mean: ones, first: ones, last: ones, count: ones };
          const counts = { nan: none, pos_inf: none, neg_inf: none };
          const named = { run: "run", key: "loss", total: 3, ...more };
          const series = [{ ...named, ...places, ...values, ...counts }];
          const data = { type: "series", request, series, error: null };
          globalThis.dispatchEvent(new MessageEvent("message", { data }));
        },
        [request, steps, more] as const,
      );
    await postState({}, metrics);
    const [first] = (await until(async () => (await asked()).length === 1 && asked())) as Query[];
    assert.equal(first?.query.preview, true);
    await answer(first, [1, 900], { preview: true });
    await page.getByText("preview, the rest is being read").waitFor();
    const [, second] = (await until(
      async () => (await asked()).length === 2 && asked(),
    )) as Query[];
    assert.equal(second?.query.preview, undefined);
    await answer(second!, [1, 450, 900], {});
    await page.getByText("preview, the rest is being read").waitFor({ state: "detached" });
    await page.waitForTimeout(300);
    assert.equal((await asked()).length, 2);
  });

  it("fits a narrow editor group", async () => {
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0);
  });
});
