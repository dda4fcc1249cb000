import { acceptRuns } from "#webviews/shared/acceptRuns.ts";
import type { SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";
import { HostCalls } from "#webviews/shared/hostCalls.ts";
import { shownError } from "#webviews/shared/shownError.ts";
import { Tabs } from "#webviews/shared/tabs.ts";

import { connectionText } from "./connectionText.ts";
import type { DashboardState, FromPage, ToPage } from "./messages.ts";
import { pageRoutes, type RunCalls } from "./pageRoutes.ts";
import { RunHeader } from "./runHeader.ts";
import { RunTabs } from "./runTabs.ts";
import { t } from "./texts.ts";
import { parseUiState, type Tab, tabs, type UiState } from "./uiState.ts";

/** What stands behind the page: the editor, or the session in the same browser page. */
export interface DashboardHost {
  post(message: FromPage): void;
  listen(listener: (message: ToPage) => void): { dispose(): void };
  /** What `keep` was last called with, in this page or an earlier one. */
  kept(): unknown;
  keep(ui: UiState): void;
  /** Whether the host is the editor, which opens files, saves them where the reader says, and has a log. */
  readonly isEditor: boolean;
  /** How the page saves files; as downloads, where nothing else is said. */
  readonly save?: SaveFile;
  /** The address of a file of a run, where the page may ask for it by itself. */
  readonly fileUrl?: (run: string, path: string) => string;
}

/** Shows one run in `root` until it is disposed. */
export function mountDashboard(root: HTMLElement, host: DashboardHost): { dispose(): void } {
  const dashboard = new Dashboard(root, host);
  return { dispose: () => dashboard.dispose() };
}

class Dashboard {
  readonly #host: DashboardHost;
  readonly #root: HTMLElement;
  readonly #header = new RunHeader();
  readonly #connection = element("span", { class: "connection", attributes: { role: "status" } });
  readonly #error = element("div", {
    class: "notice error page-error",
    attributes: { role: "alert", hidden: true },
  });
  readonly #panels: Readonly<Record<Tab, HTMLElement>>;
  readonly #tabs: Tabs<Tab>;
  readonly #calls: HostCalls<keyof RunCalls>;
  readonly #listening: { dispose(): void };
  readonly #dropping: { dispose(): void };
  #ui: UiState;
  #run: RunTabs | undefined;
  #isLive = false;

  constructor(root: HTMLElement, host: DashboardHost) {
    this.#root = root;
    this.#host = host;
    this.#ui = parseUiState(host.kept());
    this.#calls = new HostCalls(pageRoutes, (call) => host.post(call));
    const panel = (): HTMLElement => element("div", { class: "panel" });
    this.#panels = {
      overview: panel(),
      charts: panel(),
      log: panel(),
      media: panel(),
      system: panel(),
      events: panel(),
      files: panel(),
      code: panel(),
    };
    const labels: Readonly<Record<Tab, string>> = {
      overview: t("Overview"),
      charts: t("Charts"),
      log: t("Log"),
      media: t("Media"),
      system: t("System"),
      events: t("Events"),
      files: t("Files"),
      code: t("Code"),
    };
    this.#tabs = new Tabs<Tab>(
      tabs.map((id) => ({ id, label: labels[id], panel: this.#panels[id] })),
      this.#ui.tab,
      (tab) => this.#show(tab),
    );
    root.classList.add("dashboard");
    root.dataset["tab"] = this.#ui.tab;
    root.replaceChildren(
      this.#header.root,
      this.#error,
      element("div", { class: "tab-row" }, this.#tabs.root, this.#connection),
      ...Object.values(this.#panels),
    );
    this.#listening = host.listen((message) => this.#receive(message));
    this.#dropping = acceptRuns(root, () => host.post({ type: "dropRuns" }));
    host.post({ type: "ready" });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#dropping.dispose();
    this.#header.dispose();
    this.#run?.dispose();
    this.#root.replaceChildren();
  }

  #receive(message: ToPage): void {
    if (message.type === "state") this.#update(message.state);
    else if (message.type === "answer") this.#calls.receive(message);
    else this.#run?.receive(message);
  }

  #show(tab: Tab): void {
    this.#run?.hide(this.#ui.tab);
    this.#keep({ tab });
    this.#root.dataset["tab"] = tab;
    this.#run?.show(tab);
  }

  #update(state: DashboardState): void {
    this.#showConnection(state);
    this.#showError(state.error);
    this.#header.update(state);
    const isLive = state.connection === "live";
    if (isLive && !this.#isLive) this.#calls.askAgain();
    this.#isLive = isLive;
    if (!state.run) return;
    if (!this.#run) {
      this.#run = new RunTabs({
        run: state.run,
        state,
        ui: this.#ui,
        host: this.#host,
        client: this.#calls.client,
        panels: this.#panels,
        setCount: (tab, count) => this.#tabs.setCount(tab, count),
        onUi: (change) => this.#keep(change),
      });
      this.#run.show(this.#ui.tab);
    }
    this.#run.update(state);
  }

  #keep(change: Partial<UiState>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#host.keep(this.#ui);
  }

  #showConnection(state: DashboardState): void {
    const { text, name } = connectionText(state);
    this.#connection.className = `connection connection-${state.connection}`;
    if (this.#connection.dataset["text"] === text) return;
    this.#connection.dataset["text"] = text;
    this.#connection.replaceChildren(
      ...(text === "" ? [] : [icon(name), text]),
      ...(state.connection === "left" ? [this.#link(t("Connect"), { type: "connect" })] : []),
    );
  }

  #showError(error: string | null): void {
    this.#error.hidden = error === null;
    if (error === null) return;
    if (this.#error.childElementCount === 0) {
      const log = this.#link(t("Show viewer log"), { type: "showViewerLog" });
      this.#error.replaceChildren(
        icon("error"),
        element("span"),
        ...(this.#host.isEditor ? [log] : []),
      );
    }
    const text = this.#error.querySelector("span:nth-child(2)");
    if (text) setText(text, shownError(error));
  }

  #link(text: string, message: FromPage): HTMLElement {
    return element("button", {
      class: "link",
      text,
      attributes: { type: "button" },
      on: { click: () => this.#host.post(message) },
    });
  }
}
