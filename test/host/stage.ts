import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

import type { Browser, Page } from "playwright-core";

import { CodeServer, type CodeServerOptions } from "./codeServer.ts";
import { checkout, extensionsFolder, shotsFolder } from "./paths.ts";
import { commandLine, type Connection, connectionsOf, familyOf, isElsewhere } from "./processes.ts";
import { launchBrowser, Workbench } from "./workbench.ts";

/** The packaged extension in a window on a folder of its own, and an eye on what both reach out for. */
export class Stage {
  readonly folder: string;
  readonly server: CodeServer;
  readonly browser: Browser;
  /** Addresses of other machines that the window or a process of the editor asked for. */
  readonly strayed = new Set<string>();
  /** Of scripts in the window and its pages, and what the policies of those refused. */
  readonly errors: string[] = [];
  /** What the window shows: the folder, or a project in it. */
  readonly #place: string;
  readonly #sampler: NodeJS.Timeout;
  #page: Page;
  #workbench: Workbench | undefined;

  /** `prepare` fills the folder before the window opens on it, or on the place it answers, such as a project of several folders. */
  static async set(
    options: CodeServerOptions = {},
    prepare: (folder: string) => string | void = () => {},
  ): Promise<Stage> {
    const folder = path.join(mkdtempSync(path.join(os.tmpdir(), "runicorn-stage-")), "my-model");
    mkdirSync(folder);
    const place = prepare(folder) ?? folder;
    const [server, browser] = await Promise.all([
      CodeServer.start({ extensions: extensionsFolder, ...options }),
      launchBrowser(),
    ]);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const stage = new Stage(folder, place, server, browser, page);
    stage.#workbench = await Workbench.open(page, server.url, place);
    return stage;
  }

  private constructor(
    folder: string,
    place: string,
    server: CodeServer,
    browser: Browser,
    page: Page,
  ) {
    this.folder = folder;
    this.#place = place;
    this.server = server;
    this.browser = browser;
    this.#page = page;
    this.#watch();
    this.#sampler = setInterval(() => {
      for (const { remote } of this.connections())
        if (isElsewhere(remote)) this.strayed.add(remote);
    }, 250);
  }

  get page(): Page {
    return this.#page;
  }

  /** Of the window that is open now. */
  get workbench(): Workbench {
    if (this.#workbench === undefined) throw new Error("The window is not open.");
    return this.#workbench;
  }

  /** Sockets of the editor and all it started. */
  connections(): Connection[] {
    return connectionsOf(familyOf(this.server.pid));
  }

  /** Process ids of the viewers the extension has started. */
  viewers(): number[] {
    return familyOf(this.server.pid).filter((pid) => / viewer --stdio /.test(commandLine(pid)));
  }

  /** Writes a file of the ssh folder of the person whose window it is. */
  writeSshFile(name: string, text: string): void {
    const folder = path.join(this.server.home, ".ssh");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
  }

  /** A picture in `out/shots`; also as a picture of the documentation where `as` says so. */
  async shot(name: string, as?: string): Promise<void> {
    const file = path.join(shotsFolder, `${name}.png`);
    await this.page.screenshot({ path: file });
    if (as === undefined) return;
    mkdirSync(path.join(checkout, path.dirname(as)), { recursive: true });
    copyFileSync(file, path.join(checkout, as));
  }

  /** What the output channel of the extension holds: the first thing to read when a test fails. */
  extensionLog(): string {
    const logs = path.join(this.server.home, "data/logs");
    return readdirSync(logs, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith("Runicorn.log"))
      .map((name) => readFileSync(path.join(logs, name), "utf8"))
      .join("");
  }

  /** Ends the window as a crash does, which lets it do nothing, and opens one on what it has kept. */
  async kill(): Promise<void> {
    const context = this.#page.context();
    const devtools = await context.newCDPSession(this.#page);
    const crashed = this.#page.waitForEvent("crash");
    void devtools.send("Page.crash").catch(() => undefined);
    await crashed;
    const page = await context.newPage();
    await this.#page.close();
    this.#page = page;
    this.#watch();
    this.#workbench = await Workbench.open(page, this.server.url, this.#place);
  }

  #watch(): void {
    this.#page.setDefaultTimeout(20_000);
    this.#page.on("pageerror", (error) => this.errors.push(error.stack ?? error.message));
    this.#page.on("console", (message) => {
      if (/content security policy/iu.test(message.text())) this.errors.push(message.text());
    });
    this.#page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      // The webview's own origin is answered by the editor's service worker, not by a network.
      if (/^(http|ws)s?:$/.test(protocol) && hostname !== "127.0.0.1") {
        if (!hostname.endsWith("vscode-resource.vscode-cdn.net")) this.strayed.add(request.url());
      }
    });
  }

  async strike(): Promise<void> {
    clearInterval(this.#sampler);
    await this.browser.close();
    await this.server.stop();
    rmSync(path.dirname(this.folder), { recursive: true, force: true, maxRetries: 5 });
  }
}
