import type { Browser } from "playwright-core";

import { TempStore } from "#test/support/tempStore.ts";

import { launchBrowser } from "../host/workbench.ts";
import { ViewerProcess } from "./viewerProcess.ts";
import { WatchedPage } from "./watchedPage.ts";

/** A store of its own, the viewer of it, and a browser to look with. */
export class BrowserStage {
  readonly store: TempStore;
  readonly viewer: ViewerProcess;
  readonly browser: Browser;
  /** What the viewer printed; good for one use. */
  readonly link: URL;

  /** `write` fills the store before the viewer begins. */
  static async set(write: (store: TempStore) => void = () => {}): Promise<BrowserStage> {
    const store = new TempStore();
    write(store);
    const viewer = new ViewerProcess(store);
    const [browser, link] = await Promise.all([launchBrowser(), viewer.link()]);
    return new BrowserStage(store, viewer, browser, link);
  }

  private constructor(store: TempStore, viewer: ViewerProcess, browser: Browser, link: URL) {
    this.store = store;
    this.viewer = viewer;
    this.browser = browser;
    this.link = link;
  }

  /** Address of a page of the viewer that signs in. */
  linkTo(page: string): URL {
    return new URL(page + this.link.hash, this.link);
  }

  /** Opens the first page of this browser. */
  async open(page = "/"): Promise<WatchedPage> {
    return WatchedPage.open(this.browser, this.linkTo(page));
  }

  /** Address of the comparison of these runs. */
  comparison(ids: readonly string[]): string {
    const address = new URL("/compare", this.link);
    address.searchParams.set("runs", ids.join(","));
    return address.href;
  }

  async strike(): Promise<void> {
    await this.browser.close();
    this.viewer.dispose();
    this.store.dispose();
  }
}
