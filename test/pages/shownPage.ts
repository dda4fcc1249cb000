import type { FrameLocator, Page } from "playwright-core";

import { until } from "#test/support/until.ts";

/** A colour in red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The lines of the first runs, in a dark theme. */
export const blue: Colour = [55, 148, 255];

/** A page of ours where it is seen: in a tab of a browser, or in a window of VS Code. */
export abstract class ShownPage {
  /** Whose keyboard, mouse and clipboard it is. */
  readonly page: Page;
  /** The document of the page. */
  readonly root: Pick<FrameLocator, "locator" | "getByRole" | "getByText">;

  constructor(page: Page, root: ShownPage["root"] = page) {
    this.page = page;
    this.root = root;
  }

  abstract shot(name: string): Promise<void>;

  /** What must not happen on a page, and did: errors, violations of its policy, requests to elsewhere. */
  abstract problems(): Promise<readonly string[]> | readonly string[];

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
    return this.root.locator(`[data-metric="${metric}"] .plot`);
  }

  /** The pixels of a chart, four bytes each. */
  async pixels(metric: string): Promise<{ width: number; height: number; data: Buffer }> {
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

  /** Does something, and waits until it has changed the picture of a chart. */
  async untilRedrawn(metric: string, act: () => Promise<void>): Promise<void> {
    const before = await this.pixels(metric);
    await act();
    await until(async () => !(await this.pixels(metric)).data.equals(before.data));
  }

  /** How many pixels of a chart, of those `where` allows, have about a colour; those drawn more faintly than `alpha` do not count. */
  async count(
    metric: string,
    [r, g, b]: Colour,
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
}
