import path from "node:path";

import {
  type Browser,
  chromium,
  type FrameLocator,
  type Locator,
  type Page,
} from "playwright-core";

import { until } from "#test/support/until.ts";

import { setUpChromium } from "./setup.ts";

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: setUpChromium(),
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What is given to VS Code for a development host; absolute paths. */
export interface Development {
  readonly extension: string;
  /** The file whose `run` is called, with its `.js`. */
  readonly tests?: string;
}

/** One VS Code window. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a window on a folder, or on the file of a project of several. */
  static async open(
    page: Page,
    url: string,
    folder: string | undefined,
    development?: Development,
  ): Promise<Workbench> {
    if (development !== undefined) await develop(page, new URL(url).host, development);
    const kind = folder?.endsWith(".code-workspace") === true ? "workspace" : "folder";
    const query = new URLSearchParams(folder === undefined ? { ew: "true" } : { [kind]: folder });
    await page.goto(`${url}?${query.toString()}`, { timeout: 60_000 });
    const workbench = new Workbench(page);
    await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
    return workbench;
  }

  async showRunicorn(): Promise<void> {
    await this.page.locator(".activitybar").getByRole("tab", { name: "Runicorn" }).click();
    await this.page.locator(".part.sidebar").getByText("Runicorn").first().waitFor();
  }

  /** A line of the tree whose text, description included, contains this. */
  row(text: string): Locator {
    return this.page.locator(".part.sidebar .monaco-list-row").filter({ hasText: text });
  }

  /** A view of the side bar by its title. */
  pane(title: string): Pane {
    const header = this.page.locator(".pane-header").filter({ hasText: title });
    return new Pane(this.page.locator(".part.sidebar .pane").filter({ has: header }));
  }

  /** Opens a view of the side bar that is closed to its title. */
  async openPane(title: string): Promise<void> {
    const header = this.page.locator(".part.sidebar .pane-header").filter({ hasText: title });
    if ((await header.getAttribute("aria-expanded")) !== "true") await header.click();
  }

  /**
   * Runs a command by its title. The palette lists what is contributed at the moment it opens, so one that is opened before
   * the extension has been scanned never shows the command: hence the second tries.
   */
  async run(title: string): Promise<void> {
    const quick = this.page.locator(".quick-input-widget");
    const row = quick.locator(".monaco-list-row").filter({ hasText: title }).first();
    for (let tries = 0; ; tries++) {
      await this.page.keyboard.press("F1");
      try {
        // A window that is still being built does not hear the key.
        await quick.locator("input.input").fill(`>${title}`, { timeout: 3000 });
        await row.waitFor({ timeout: 3000 });
        await row.click();
        break;
      } catch (error) {
        if (tries === 10) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
    // What the command asks in the same box must not be answered into the palette.
    await row.waitFor({ state: "hidden" });
  }

  /**
   * Waits until the window has written down what this finds of its tabs' states, as JSON within JSON. A window in a browser does
   * so every few seconds, when it is idle, and not when it is closed: one that is killed begins with that the next time.
   */
  async untilKept(pattern: RegExp): Promise<void> {
    await until(() => this.page.evaluate(isKept, pattern.source), { timeout: 60_000, every: 500 });
  }

  /** The document of the visible dashboard: the editor's frame, in it the extension's. */
  get dashboard(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  /** Presses the button of a notification that holds this text. */
  async answer(text: string, button: string): Promise<void> {
    const notification = this.notification(text);
    await notification.waitFor({ timeout: 30_000 });
    await notification.getByRole("button", { name: button }).click();
  }

  /**
   * Chooses from the context menu of a line. A menu that has just opened may not take the click, and that of a window that is
   * still being built is grey: so until it `hasHappened`.
   */
  async choose(row: Locator, label: string, hasHappened: () => Promise<boolean>): Promise<void> {
    const item = this.page.getByRole("menuitem", { name: label });
    await until(
      async () => {
        if (!(await item.isVisible())) await row.click({ button: "right" });
        else if (!(await item.isEnabled())) await this.page.keyboard.press("Escape");
        else await item.click({ timeout: 1000 });
        return until(hasHappened, { timeout: (await item.isVisible()) ? 300 : 3000 });
      },
      { timeout: 40_000, every: 50 },
    );
  }

  /**
   * Types a path into the editor's own dialog for files. The dialog writes the folder it begins with over what is typed too
   * early, and does not hear Enter while it reads one.
   */
  async answerFileDialog(file: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await until(
      async () => {
        if (await input.isHidden()) return true;
        if ((await input.inputValue()) === file) await this.page.keyboard.press("Enter");
        else await input.fill(file);
        return false;
      },
      { timeout: 20_000, every: 200 },
    );
  }

  tab(name: string): Locator {
    return this.page.locator(".tabs-container .tab").filter({ hasText: name });
  }

  notification(text: string): Locator {
    return this.page.locator(".notifications-toasts .notification-toast").filter({ hasText: text });
  }
}

/** Runs in the page: whether one of the values of the window's own databases matches. */
async function isKept(pattern: string): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error ?? new Error("no database")));
    });
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  for (const name of names.filter((one) => one.startsWith("vscode-web-state-db"))) {
    const db = await done(indexedDB.open(name));
    try {
      for (const table of Array.from(db.objectStoreNames)) {
        const values = await done(db.transaction(table).objectStore(table).getAll());
        if (new RegExp(pattern, "u").test(JSON.stringify(values))) return true;
      }
    } finally {
      db.close();
    }
  }
  return false;
}

/** A view of the side bar. */
class Pane {
  readonly root: Locator;

  constructor(root: Locator) {
    this.root = root;
  }

  /** A line of its tree whose text, description included, contains this. */
  row(text: string): Locator {
    return this.root.locator(".monaco-list-row").filter({ hasText: text });
  }
}

/**
 * Hands over the extension and the tests by completing the configuration in the page, before the workbench reads it. The query
 * that other tools use for this is honoured by development builds only.
 */
async function develop(page: Page, authority: string, development: Development): Promise<void> {
  const uri = (file: string) => ({
    $mid: 1,
    scheme: "vscode-remote",
    authority,
    path: path.resolve(file),
  });
  const options = {
    extensions: [uri(development.extension)],
    ...(development.tests !== undefined && { extensionTestsPath: uri(development.tests) }),
  };
  await page.addInitScript((added) => {
    if (window !== window.top) return;
    const watch = new MutationObserver(() => {
      const meta = document.getElementById("vscode-workbench-web-configuration");
      const text = meta?.getAttribute("data-settings");
      if (!meta || !text) return;
      watch.disconnect();
      const config = JSON.parse(text) as { developmentOptions?: object };
      config.developmentOptions = { ...config.developmentOptions, ...added };
      meta.setAttribute("data-settings", JSON.stringify(config));
    });
    watch.observe(document, { childList: true, subtree: true });
  }, options);
}
