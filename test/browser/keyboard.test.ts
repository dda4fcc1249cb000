import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { idOf, writeRuns } from "./harpRuns.ts";
import { writeRichRun } from "./richRun.ts";
import type { WatchedPage } from "./watchedPage.ts";

const rich = "20260101_130000_aaaaaa";
/** More than any page of these runs has. */
const mostStops = 250;

interface Stop {
  readonly name: string;
  readonly isMarked: boolean;
}

describe("every page by the keyboard alone", function () {
  this.timeout(120_000);
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      writeRuns(store, 4);
      writeRichRun(store, rich);
    });
    page = await stage.open();
    await $(".row").first().waitFor();
  });

  after(() => stage.strike());

  const $ = (selector: string) => page.page.locator(selector);
  const open = async (address: string, ready: string) => {
    await page.page.goto(new URL(address, stage.link).href);
    await $(ready).locator("visible=true").first().waitFor();
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.page.keyboard.press(key);
  };

  /** What has the focus, and whether one sees that it has; null: nothing of the page. */
  const focused = (): Promise<Stop | null> =>
    page.page.evaluate(() => {
      const deep = (root: Document | ShadowRoot): Element[] => {
        const { activeElement: at } = root;
        if (at === null || at === document.body) return [];
        return [at, ...(at.shadowRoot ? deep(at.shadowRoot) : [])];
      };
      const path = deep(document);
      const [outer] = path;
      if (outer === undefined) return null;
      const border = getComputedStyle(document.body)
        .getPropertyValue("--vscode-focusBorder")
        .trim();
      const probe = document.createElement("i");
      probe.style.color = border;
      document.body.append(probe);
      const colour = getComputedStyle(probe).color;
      probe.remove();
      // What draws the mark is the element, something in it, or what stands right around it.
      const around = path.flatMap((one) => [
        one,
        one.parentElement,
        one.parentElement?.parentElement,
      ]);
      const inside = path.flatMap((one) => [...(one.shadowRoot?.querySelectorAll("*") ?? [])]);
      const lines = [...outer.querySelectorAll("[aria-selected=true], .focused, .cursor, [id]")];
      const isMarked = [...around, ...inside, ...lines].some((one) => {
        if (!one) return false;
        const style = getComputedStyle(one);
        const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
        return (
          (hasOutline && style.outlineColor !== "rgba(0, 0, 0, 0)") ||
          style.borderColor.includes(colour) ||
          style.boxShadow.includes(colour)
        );
      });
      const name = outer.getAttribute("aria-label") ?? outer.textContent.trim();
      return { name: `${outer.localName}.${outer.className} ${name.slice(0, 60)}`, isMarked };
    });
  /** Presses Tab until it leaves the page; gives what it came to. */
  const walk = async (): Promise<Stop[]> => {
    await page.page.evaluate(() => {
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
    });
    const stops: Stop[] = [];
    while (stops.length < mostStops) {
      await press("Tab");
      const stop = await focused();
      if (stop === null) break;
      stops.push(stop);
    }
    const last = stops.slice(-3).map(({ name }) => name);
    assert.ok(stops.length < mostStops, `Tab does not leave the page: ${last.join(", ")}`);
    return stops;
  };
  /** The parts of a player are the browser's own. */
  const unmarked = (stops: readonly Stop[]) =>
    stops
      .filter(({ name, isMarked }) => !isMarked && !/^(?:audio|video)\./u.test(name))
      .map(({ name }) => name);

  it("goes through a run's page, tab by tab, and out again, and always shows where it is", async () => {
    await open(`/runs/${rich}`, ".run-header h1");
    for (const tab of ["Overview", "Charts", "Log", "Media", "System", "Events", "Files", "Code"]) {
      await page.page.getByRole("tab", { name: new RegExp(`^${tab}`, "u") }).click();
      await page.page.waitForTimeout(200);
      const stops = await walk();
      assert.ok(stops.length > 4, `${tab}: ${stops.length} stops`);
      assert.deepEqual(unmarked(stops), [], tab);
    }
  });

  it("goes through the runs table, whose cells are one stop", async () => {
    await open("/table", ".line-run");
    const stops = await walk();
    assert.deepEqual(unmarked(stops), []);
    assert.equal(stops.filter(({ name }) => name.startsWith("div.grid")).length, 1);
    await $(".grid").focus();
    await press("ArrowDown", "ArrowDown", "ArrowRight", "Space");
    await $(".selected-count").filter({ hasText: "1 selected" }).waitFor();
    await press("Escape");
  });

  it("skips the list of runs compared, and closes what was opened with Escape", async () => {
    const runs = [0, 1, 2, 3].map(idOf).join(",");
    await open(`/compare?runs=${runs}`, ".plot[data-drawn]");
    const stops = await walk();
    assert.deepEqual(unmarked(stops), []);
    await page.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.page.reload();
    await $(".plot[data-drawn]").first().waitFor();
    await press("Tab");
    assert.match((await focused())?.name ?? "", /Skip the list of runs/u);
    await press("Enter", "Tab");
    await until(async () => /Charts/u.test((await focused())?.name ?? ""));
    await $(".card .icon-button").last().focus();
    await press("Enter");
    await page.page.getByRole("menuitem").first().waitFor();
    await press("ArrowDown", "Escape");
    await until(async () => (await page.page.getByRole("menuitem").count()) === 0);
    assert.match((await focused())?.name ?? "", /More actions/u);
  });

  it("moves nothing by itself where people ask for that", async () => {
    await page.page.emulateMedia({ reducedMotion: "reduce" });
    await open("/runs/" + idOf(0), ".status-running");
    const moving = await page.page.evaluate(() =>
      document
        .getAnimations()
        .filter((one) => one.playState === "running")
        .map((one) => ((one.effect as KeyframeEffect | null)?.target as Element | null)?.className),
    );
    assert.deepEqual(moving, []);
    await page.page.emulateMedia({ reducedMotion: "no-preference" });
  });
});
