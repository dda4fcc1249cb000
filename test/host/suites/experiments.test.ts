import assert from "node:assert/strict";

import * as vscode from "vscode";

import { until } from "#test/support/until.ts";

import { childrenOf, itemOf, open, runicorn } from "./runicorn.ts";

/** The workspace's store is written by `inHost.ts`. */
describe("experiments tree", () => {
  before(async () => {
    const api = await runicorn();
    await until(() => api.sources().length === 1, { timeout: 15_000 });
  });

  it("leads from projects by names to runs, newest first", async () => {
    const api = await runicorn();
    const projects = await Promise.all((await childrenOf(api)).map((node) => itemOf(api, node)));
    assert.deepEqual(
      projects.map((item) => [item.label, item.description]),
      [
        ["cv", "3 runs"],
        ["many", "150 runs"],
        ["nlp", "1 run"],
      ],
    );
    const runs = await open(api, "cv", "resnet");
    const items = await Promise.all(runs.map((node) => itemOf(api, node)));
    assert.deepEqual(
      items.map((item) => item.label),
      ["best one", "20260101_120001_bbbbbb", "20260101_120000_aaaaaa"],
    );
  });

  it("shows status, age and key metric of a run, to the eye and to a screen reader", async () => {
    const api = await runicorn();
    const [best, failed] = await open(api, "cv", "resnet");
    assert.ok(best && failed);
    const item = await itemOf(api, best);
    assert.match(String(item.description), /ago · acc 0\.9375$/);
    assert.match(item.accessibilityInformation?.label ?? "", /^best one, finished, /);
    assert.equal((item.iconPath as vscode.ThemeIcon).id, "pass");
    assert.equal(((await itemOf(api, failed)).iconPath as vscode.ThemeIcon).id, "error");
  });

  it("lets no text of a run become markup", async () => {
    const api = await runicorn();
    const [run] = await open(api, "nlp", "bert");
    assert.ok(run?.kind === "run");
    const item = await itemOf(api, run);
    const cancel = new vscode.CancellationTokenSource().token;
    const { tooltip } = (await api.experiments.resolveTreeItem?.(item, run, cancel)) ?? {};
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.equal(tooltip.isTrusted, false);
    assert.ok(!/[^\\]\[click\]/.test(tooltip.value), tooltip.value);
    assert.equal(tooltip.supportHtml, false);
    assert.ok(!tooltip.value.includes("\n<img"), tooltip.value);
    assert.equal(item.contextValue, "run");
  });

  it("pages long lists", async () => {
    const api = await runicorn();
    const first = await open(api, "many", "runs of many");
    assert.equal(first.length, 101);
    const more = first.at(-1);
    assert.ok(more?.kind === "more");
    await more.load();
    assert.equal((await open(api, "many", "runs of many")).length, 150);
  });
});
