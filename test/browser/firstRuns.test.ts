import assert from "node:assert/strict";

import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("the first runs of the table", function () {
  this.timeout(60_000);
  let stage: BrowserStage;
  let page: WatchedPage;
  let asked: URL[] = [];

  before(async () => {
    stage = await BrowserStage.set((store) => {
      for (const id of ["first", "second"]) store.writeRun({ id, config: { lr: 0.1 } });
    });
    page = await stage.open("/table");
    page.page.on("request", (request) => asked.push(new URL(request.url())));
  });
  after(() => stage.strike());

  /** Places among all that is asked for until rows are there: those of lists, and that of the script. */
  async function places(search: string): Promise<{ lists: number[]; script: number }> {
    const address = new URL(`/table${search}`, stage.link);
    // What the page before still asks for is not of this one.
    await page.page.goto("about:blank");
    asked = [];
    await page.page.goto(address.href);
    await page.page.locator(".line-run").first().waitFor();
    const columns = asked.findIndex(({ pathname }) => pathname === "/api/v2/runs/columns");
    const lists = asked.flatMap(({ pathname }, i) =>
      pathname === "/api/v2/runs" && (columns < 0 || i < columns) ? i : [],
    );
    return { lists, script: asked.findIndex(({ pathname }) => pathname.endsWith(".js")) };
  }

  it("are asked for once, before the script", async () => {
    const { lists, script } = await places("");
    assert.equal(lists.length, 1, asked.join("\n"));
    assert.ok(Number(lists[0]) < script, String(asked));
  });

  it("are asked for by the script where the address says which", async () => {
    const { lists, script } = await places("?q=config.lr+%3C+1");
    assert.equal(lists.length, 1, asked.join("\n"));
    assert.ok(Number(lists[0]) > script, String(asked));
    assert.match(asked[lists[0] ?? 0]?.searchParams.get("q") ?? "", /config\.lr < 1/u);
    assert.deepEqual(page.errors, []);
  });
});
