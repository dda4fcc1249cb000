import path from "node:path";

import type { Browser, Page } from "playwright-core";

import { until } from "#test/support/until.ts";

import { shotsFolder } from "../host/paths.ts";

interface Watch {
  violations?: string[];
}

/** A browser page that notes what must not happen in it. */
export class WatchedPage {
  readonly page: Page;
  readonly errors: string[] = [];
  /** Requests to anything but the viewer that served the page. */
  readonly foreign: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(
    browser: Browser,
    link: URL,
    scheme: "dark" | "light" = "dark",
  ): Promise<WatchedPage> {
    const page = await browser.newPage({
      viewport: { width: 1400, height: 900 },
      colorScheme: scheme,
    });
    const watched = new WatchedPage(page);
    page.on("pageerror", (error) => watched.errors.push(error.stack ?? error.message));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.host !== link.host && !["data:", "blob:"].includes(url.protocol)) {
        watched.foreign.push(request.url());
      }
    });
    await page.addInitScript(() => {
      const violations: string[] = ((globalThis as Watch).violations = []);
      document.addEventListener("securitypolicyviolation", (event) => {
        violations.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await page.goto(link.href);
    return watched;
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => (globalThis as Watch).violations ?? []);
  }

  /** The newest x that a metric's chart has drawn; NaN before it drew any. */
  async drawn(metric: string): Promise<number> {
    return Number((await this.plot(metric).getAttribute("data-drawn", { timeout: 10_000 })) ?? NaN);
  }

  async untilDrawn(metric: string, atLeast = -Infinity, timeout = 10_000): Promise<number> {
    return until(
      async () => {
        const x = await this.drawn(metric);
        return x >= atLeast && { x };
      },
      { timeout },
    ).then(({ x }) => x);
  }

  plot(metric: string) {
    return this.page.locator(`[data-metric="${metric}"] .plot`);
  }

  /** The pixels of a chart, four bytes each. */
  async pixels(metric: string): Promise<{ width: number; height: number; data: Uint8Array }> {
    const { width, height, base64 } = await this.plot(metric)
      .locator("canvas")
      .evaluate((canvas: HTMLCanvasElement) => {
        const { width, height } = canvas;
        const bytes = canvas.getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
        let text = "";
        for (const byte of bytes) text += String.fromCharCode(byte);
        return { width, height, base64: btoa(text) };
      });
    return { width, height, data: Buffer.from(base64, "base64") };
  }

  /** How many pixels of a chart, of those `where` allows, have about a colour; those drawn more faintly than `alpha` do not count. */
  async count(
    metric: string,
    [r, g, b]: readonly [number, number, number],
    where: (x: number, y: number) => boolean = () => true,
    alpha = 60,
  ): Promise<number> {
    const { width, height, data } = await this.pixels(metric);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) {
      const x = ((i / 4) % width) / width;
      const y = Math.floor(i / 4 / width) / height;
      const distance =
        Math.abs((data[i] ?? 0) - r) +
        Math.abs((data[i + 1] ?? 0) - g) +
        Math.abs((data[i + 2] ?? 0) - b);
      if ((data[i + 3] ?? 0) > alpha && distance < 90 && where(x, y)) n += 1;
    }
    return n;
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(shotsFolder, `browser-${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
