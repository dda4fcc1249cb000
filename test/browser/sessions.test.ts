import assert from "node:assert/strict";

import type { Browser } from "playwright-core";

import { appendPoints, TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { launchBrowser } from "../host/workbench.ts";
import { ViewerProcess } from "./viewerProcess.ts";
import { WatchedPage } from "./watchedPage.ts";

describe("browser sessions", () => {
  let browser: Browser;
  let store: TempStore;
  const opened: { dispose(): void }[] = [];

  before(async () => {
    browser = await launchBrowser();
    store = new TempStore();
  });

  after(async () => {
    await browser.close();
    for (const one of opened) one.dispose();
    store.dispose();
  });

  const start = (options: { port?: number; args?: string[] } = {}) => {
    const viewer = new ViewerProcess(store, options);
    opened.push(viewer);
    return viewer;
  };

  it("tells how to get a new link when one was used before", async () => {
    store.writeRun({ id: "20260101_120000_aaaaaa", points: [{ loss: 1 }, { loss: 0.5 }] });
    const viewer = start();
    const link = await viewer.link();
    const first = await WatchedPage.open(browser, link);
    await first.untilDrawn("loss", 2);
    const context = await browser.newContext();
    const second = await context.newPage();
    await second.goto(link.href);
    await second.getByText("This link has expired").waitFor();
    await second.getByText("in the terminal where").waitFor();
    assert.ok(!second.url().includes("ticket"));
    await context.close();
    await first.page.reload();
    await first.untilDrawn("loss", 2);
    await first.shot("run-dark");
    await viewer.stop();
    await first.close();
  });

  it("goes on by itself when the viewer runs again on its port", async () => {
    const directory = store.writeRun({
      id: "20260101_130000_bbbbbb",
      meta: { created_at: 1_767_272_400 },
      points: [{ loss: 1 }],
    });
    const viewer = start({ args: ["--no-auth"] });
    const page = await WatchedPage.open(browser, await viewer.link());
    await page.untilDrawn("loss", 1);
    const port = await viewer.port();
    await viewer.stop();
    await page.page.getByText("The viewer does not answer.").waitFor();
    await page.page.getByText("Reconnecting to the viewer…").waitFor();
    await page.shot("viewer-gone");
    appendPoints(directory, [{ loss: 0.5 }], 2);
    const again = start({ port, args: ["--no-auth"] });
    await again.link();
    const began = performance.now();
    await page.untilDrawn("loss", 2, 15_000);
    console.log(
      `    new points drawn ${Math.round(performance.now() - began)} ms after the viewer was back`,
    );
    await page.page.getByText("The viewer does not answer.").waitFor({ state: "hidden" });
    await again.stop();
    await page.close();
  });

  it("says that a link is needed when the viewer that is back does not know the browser", async () => {
    const viewer = start();
    const page = await WatchedPage.open(browser, await viewer.link());
    await page.untilDrawn("loss");
    const port = await viewer.port();
    await viewer.stop();
    const again = start({ port });
    await again.link();
    await page.page.getByText("This link has expired").waitFor({ timeout: 15_000 });
    await again.stop();
    await page.close();
  });

  it("lists 2,000 runs without a long pause, and finds one of them", async () => {
    for (let i = 0; i < 2000; i++) {
      store.writeRun({
        id: `sweep_${String(i).padStart(4, "0")}`,
        project: "sweep",
        name: "grid",
        meta: { created_at: 1_767_200_000 + i, tags: i === 77 ? ["the-needle"] : [] },
        points: [{ loss: i }],
      });
    }
    const viewer = start();
    const page = await WatchedPage.open(browser, await viewer.link());
    await page.untilDrawn("loss");
    await page.page.evaluate(() => {
      const pauses = ((globalThis as { pauses?: number[] }).pauses = []);
      let last = performance.now();
      const frame = (): void => {
        const now = performance.now();
        (pauses as number[]).push(now - last);
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    const project = page.page.locator(".row-project", { hasText: "sweep" });
    if ((await project.getAttribute("aria-expanded")) === "false") await project.click();
    await page.page.locator('[data-run="sweep_1999"]').waitFor();
    const list = page.page.locator(".run-list");
    await until(
      async () => {
        await list.evaluate((e) => (e.scrollTop = e.scrollHeight));
        return (await page.page.locator('[data-run="sweep_0000"]').count()) > 0;
      },
      { timeout: 20_000 },
    );
    assert.ok((await page.page.locator(".row").count()) < 100, "only what is in sight exists");
    await page.page.getByRole("textbox", { name: "Search runs" }).fill("the-needle");
    await page.page.locator('[data-run="sweep_0077"]').waitFor();
    await until(async () => (await page.page.locator(".row").count()) === 1);
    // Words of the status and of the name; as many of them are read as are looked at.
    const asked: string[] = [];
    page.page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/api/v2/runs") asked.push(searchParams.get("q") ?? "");
    });
    await page.page.getByRole("textbox", { name: "Search runs" }).fill("finished GRID");
    await page.page.locator('[data-run="sweep_1999"]').waitFor();
    assert.equal(asked.length, 1, asked.join("\n"));
    await list.evaluate((e) => (e.scrollTop = e.scrollHeight));
    await page.page.locator('[data-run="sweep_1795"]').waitFor();
    assert.equal(asked.length, 2);
    await page.page.getByRole("textbox", { name: "Search runs" }).fill("grid running");
    await until(async () => (await page.page.locator(".row").count()) === 0);
    await page.page.getByRole("textbox", { name: "Search runs" }).fill("");
    await project.waitFor();
    await page.page.getByRole("textbox", { name: "Search runs" }).fill("the-needle");
    await until(async () => (await page.page.locator(".row").count()) === 1);
    const pauses = await page.page.evaluate(
      () => (globalThis as { pauses?: number[] }).pauses ?? [],
    );
    const longest = Math.max(...pauses);
    console.log(`    longest pause between two frames: ${Math.round(longest)} ms`);
    assert.ok(longest < 500);
    await page.shot("search-dark");
    await viewer.stop();
    await page.close();
  });
});
