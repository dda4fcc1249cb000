import path from "node:path";

import type { Browser, Page } from "playwright-core";

import { shotsFolder } from "../host/paths.ts";
import { ShownPage } from "../pages/shownPage.ts";

interface Watch {
  violations?: string[];
}

/** A browser page that notes what must not happen in it. */
export class WatchedPage extends ShownPage {
  readonly errors: string[] = [];
  /** Requests to anything but the viewer that served the page. */
  readonly foreign: string[] = [];

  private constructor(page: Page) {
    super(page);
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

  async problems(): Promise<string[]> {
    return [...this.errors, ...(await this.violations()), ...this.foreign];
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(shotsFolder, `browser-${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
