import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import type { Locator } from "playwright-core";

import { oneLine, plain } from "#extension/ui/sentence.ts";
import { crowdId, writeHostileStore } from "#test/support/hostileStore.ts";
import { hostileTexts } from "#test/support/hostileTexts.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { assertInertWindow } from "../inertWindow.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

const texts = hostileTexts();

/** As many have a run of their own; all of them are metrics and values of one. */
const few = 120;

/** One of each kind: markup, links, icons, directions, lines, a terminal's commands. */
const sharp = [
  `<img src=x onerror="globalThis.pwned=1">`,
  "[click me](command:workbench.action.terminal.new)",
  "$(bug) $(sync~spin) $(gear)",
  "\u202Egnp.exe\u202C",
  "line one\nline two\r\nline three",
  "\u001B]633;E;touch /tmp/runicorn-pwned\u0007",
  "https://evil.example/track?from=name",
];

describe("500 hostile texts in a window", function () {
  this.timeout(240_000);
  let stage: Stage;
  let live: TempStore;
  reportFailures(() => stage);

  before(async () => {
    stage = await Stage.set({ settings: { "workbench.hover.delay": 100 } }, (folder) => {
      const store = new TempStore(folder);
      writeHostileStore(store, texts, few);
    });
    live = new TempStore();
  });
  after(async () => {
    live.dispose();
    await stage.strike();
  });

  const root = () => path.join(stage.folder, ".runicorn");
  const pane = (title: string) => stage.workbench.pane(title);
  /** What a list shows from its top to its end, or until that is enough; nothing in it acts on the way. */
  const listed = async (list: Locator, part: string, enough = Infinity): Promise<Set<string>> => {
    const { keyboard, mouse } = stage.page;
    const rows = list.locator(".monaco-list-row");
    const focused = list.locator(".monaco-list-row.focused");
    // By keys: a hover that opens under the mouse takes its wheel.
    await mouse.move(0, 0);
    await list.locator(".monaco-list").first().focus();
    await keyboard.press("Home");
    const all = new Set<string>();
    for (let calm = 0; calm < 3 && all.size < enough;) {
      const before = all.size;
      for (const text of await rows.locator(part).allTextContents()) all.add(text);
      await assertInertWindow(stage);
      calm = all.size === before ? calm + 1 : 0;
      const left = await focused.getAttribute("data-index");
      await keyboard.press("PageDown");
      await until(
        async () =>
          (await focused.getAttribute("data-index")) !== left ||
          (await focused.getAttribute("data-last-element")) === "true",
      );
    }
    return all;
  };
  const assertListed = (shown: ReadonlySet<string>, expected: readonly string[], least: number) => {
    const begun = new Set(Array.from(shown, (text) => text.trim().slice(0, 60)));
    const count = expected.filter((text) => begun.has(oneLine(text).trim().slice(0, 60))).length;
    assert.ok(count >= least, `${count} of ${expected.length} shown`);
  };

  it("are lines of the tree", async () => {
    await stage.workbench.showRunicorn();
    await pane("Experiments").root.locator(".monaco-list-row").nth(5).waitFor();
    // While the store is still being read they come one by one, and change places.
    await until(
      async () => {
        const shown = await listed(pane("Experiments").root, ".label-name");
        assertListed(shown, texts.slice(0, few), few - 10);
        return true;
      },
      { timeout: 60_000 },
    );
    await stage.shot("hostile-tree");
  });

  it("are lines of the Details view", async () => {
    const { workbench } = stage;
    await workbench.run("Runicorn: Filter Runs…");
    const input = stage.page.locator(".quick-input-widget input.input");
    await input.fill(crowdId);
    await stage.page.keyboard.press("Enter");
    await workbench.openPane("Details");
    await stage.page.setViewportSize({ width: 1280, height: 1600 });
    await pane("Experiments").row("crowds").first().click();
    await pane("Details").row("Status").waitFor();
    const details = pane("Details").root;
    assertListed(await listed(details, ".label-name", 500), texts, 400);
    await stage.shot("hostile-details");
  });

  it("are in hovers, tabs, the status bar and notifications while they train", async () => {
    const { page, workbench } = stage;
    await workbench.run("Runicorn: Clear Filter");
    const item = page.locator('.statusbar-item[id$="runicorn.running"]');
    for (const [i, text] of sharp.entries()) {
      const directory = writeLive(i, text);
      const name = plain(text);
      await item.filter({ hasText: "loss 0.5" }).waitFor({ timeout: 30_000 });
      await until(async () => {
        const label = (await item.getAttribute("aria-label")) ?? "";
        return label.includes(name);
      });
      appendFileSync(
        path.join(directory, "events.jsonl"),
        `${JSON.stringify({ ts: Date.now() / 1000, type: "alert", data: { level: "warning", title: text, text } })}\n`,
      );
      const notice = page.locator(".notification-toast").filter({ hasText: name.slice(0, 40) });
      await notice.first().waitFor();
      await assertInertWindow(stage);
      await item.hover();
      await page.locator(".monaco-hover:visible").first().waitFor();
      await assertInertWindow(stage);
      if (i === 0) await stage.shot("hostile-status");
      await item.locator("a, [role=button]").first().click();
      await workbench.tab(name.slice(0, 40)).waitFor();
      await assertInertWindow(stage);
      await workbench.run("Notifications: Clear All Notifications");
      const row = pane("Experiments").row(`live ${i}`).first();
      if (await row.isVisible()) {
        await row.hover();
        await page.locator(".monaco-hover:visible").first().waitFor();
        await assertInertWindow(stage);
      }
      end(directory);
      await item.waitFor({ state: "hidden" });
    }
    await stage.shot("hostile-tabs");
    assert.equal(await page.locator(".terminal-tab, .xterm").count(), 0, "no command was run");
    assert.ok(!existsSync("/tmp/runicorn-pwned"));
  });

  it("are in lists to pick from, and in their hovers", async () => {
    const { page, workbench } = stage;
    await workbench.run("Runicorn: Compare Runs…");
    const quick = page.locator(".quick-input-widget");
    await quick.locator(".monaco-list-row").nth(5).waitFor();
    await listed(quick, ".label-name");
    await stage.shot("hostile-pick");
    await quick.locator("input.input").fill("evil.example");
    await page.waitForTimeout(500);
    const box = await quick.locator(".monaco-list").first().boundingBox();
    assert.ok(box);
    const hover = page.locator(".monaco-hover:visible").filter({ hasText: "evil.example" }).first();
    let seen = 0;
    // Over what stands beside a name, and over what stands below it.
    for (const y of [35, 79, 101, 145, 211]) {
      await page.mouse.move(box.x + box.width - 60 - (y % 2) * 200, box.y + y, { steps: 4 });
      seen += await hover.waitFor({ timeout: 2000 }).then(
        () => 1,
        () => 0,
      );
      await assertInertWindow(stage);
    }
    assert.ok(seen >= 2, `${seen} hovers`);
    await page.keyboard.press("Escape");
  });

  /** A run that goes on, called by a text wherever it is called something. */
  function writeLive(i: number, text: string): string {
    const now = Date.now() / 1000;
    const written = live.writeRun({
      id: `20260303_12000${i}_sharpp`,
      meta: {
        alias: text,
        notes: text,
        tags: [text],
        pid: process.pid,
        hostname: os.hostname(),
        created_at: now,
      },
      status: { status: "running", started_at: now },
      points: [{ loss: 0.5 }],
    });
    const directory = path.join(root(), path.relative(live.root, written));
    mkdirSync(path.dirname(directory), { recursive: true });
    renameSync(written, directory);
    return directory;
  }

  function end(directory: string): void {
    const status = { status: "finished", started_at: 1, ended_at: 2 };
    writeFileSync(path.join(directory, "status.json"), JSON.stringify(status));
  }
});
