import * as vscode from "vscode";

import type { Ask, TableCommand, ToPage } from "#webviews/table/messages.ts";
import { type HostKind, TableSession } from "#webviews/table/session.ts";

import { parseRunRef, type RunRef } from "../sources/runRef.ts";
import type { Sources } from "../sources/sources.ts";
import { inOneBuffer } from "../ui/inOneBuffer.ts";
import { showPage } from "../ui/showPage.ts";
import type { TableViews } from "./tableViews.ts";

export interface TableServices {
  readonly extensionUri: vscode.Uri;
  readonly sources: Sources;
  readonly views: TableViews;
  openRun(ref: RunRef): void;
  compareRuns(refs: readonly RunRef[]): void;
  exportRuns(refs: readonly RunRef[]): Promise<void>;
}

/** The runs of all sources in one editor tab. The tab belongs to the editor, which restores it after a reload. */
export class TablePanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: TableServices;
  readonly #session: TableSession;
  readonly #listening: vscode.Disposable;

  constructor(panel: vscode.WebviewPanel, services: TableServices) {
    this.#panel = panel;
    this.#services = services;
    const { sources, extensionUri, views } = services;
    const host = {
      get canShare() {
        return views.canShare;
      },
      views: () => views.all,
      onViews: (listener: () => void) => views.onChange(listener),
      act: async (ask: Extract<Ask, { kind: HostKind }>) => this.#act(ask),
    };
    this.#session = new TableSession(sources, host, (message) => this.#post(message));
    this.#listening = panel.webview.onDidReceiveMessage((message: unknown) =>
      this.#session.receive(message),
    );
    void views.watch();
    showPage(panel, extensionUri, "table", {});
  }

  /** Whether it is the editor a person is in. */
  get isActive(): boolean {
    return this.#panel.active;
  }

  tell(command: TableCommand): void {
    this.#panel.reveal();
    this.#post({ type: "command", command });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#session.dispose();
  }

  async #act(ask: Extract<Ask, { kind: HostKind }>): Promise<void> {
    const { views } = this.#services;
    switch (ask.kind) {
      case "open":
        for (const ref of refsOf([ask.ref])) this.#services.openRun(ref);
        return;
      case "compare":
        this.#services.compareRuns(refsOf(ask.refs));
        return;
      case "export":
        await this.#services.exportRuns(refsOf(ask.refs));
        return;
      case "copy":
        await vscode.env.clipboard.writeText(ask.text);
        return;
      case "saveView":
        await (ask.isShared ? views.share(ask.name, ask.view) : views.setOwn(ask.name, ask.view));
        return;
      case "deleteView":
        await (ask.isShared
          ? views.unshare(ask.name, ask.folder)
          : views.setOwn(ask.name, undefined));
    }
  }

  #post(message: ToPage): void {
    // False means that the page is hidden or gone; it asks for everything when it is there again.
    void this.#panel.webview.postMessage(inOneBuffer(message));
  }
}

function refsOf(texts: readonly string[]): RunRef[] {
  return texts.flatMap((text) => parseRunRef(text) ?? []);
}
