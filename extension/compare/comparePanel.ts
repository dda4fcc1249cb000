import * as vscode from "vscode";

import { FromPage, mostCompared, type RunName, type ToPage } from "#webviews/compare/messages.ts";
import { CompareSession } from "#webviews/compare/session.ts";

import { runActions } from "../dashboard/runActions.ts";
import { formatRunRef, parseRunRef, type RunRef } from "../sources/runRef.ts";
import type { Sources } from "../sources/sources.ts";
import { inOneBuffer } from "../ui/inOneBuffer.ts";
import type { KeptBoard } from "../ui/keptBoard.ts";
import type { Log } from "../ui/log.ts";
import { saveContent } from "../ui/saveContent.ts";
import type { Settings } from "../ui/settings.ts";
import { showPage } from "../ui/showPage.ts";

export interface CompareServices {
  readonly extensionUri: vscode.Uri;
  readonly sources: Sources;
  readonly settings: Settings;
  readonly board: KeptBoard;
  readonly log: Log;
  /** Asks which runs are to be compared; undefined: as before. */
  pickRuns(chosen: readonly RunRef[]): Promise<readonly RunRef[] | undefined>;
  openRun(ref: RunRef): void;
  /** The runs that were dragged out of a view and dropped just now. */
  droppedRuns(): readonly RunRef[];
}

/** Several runs in one editor tab. The tab belongs to the editor, which restores it after a reload. */
export class ComparePanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: CompareServices;
  readonly #session: CompareSession;
  readonly #listening: vscode.Disposable;

  constructor(runs: readonly RunRef[], panel: vscode.WebviewPanel, services: CompareServices) {
    this.#panel = panel;
    this.#services = services;
    const { sources, settings, extensionUri, board } = services;
    this.#session = new CompareSession(sources, runs, settings.charts, (message) =>
      this.#post(message),
    );
    this.#listening = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      settings.onChange(["runicorn.charts.smoothing", "runicorn.charts.points"], () =>
        this.#session.setSettings(settings.charts),
      ),
    );
    this.#nameAfter(runs);
    showPage(panel, extensionUri, "compare", { runs: runs.map(formatRunRef) }, board.value);
  }

  get runs(): readonly RunName[] {
    return this.#session.runs;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#session.dispose();
  }

  #receive(raw: unknown): void {
    const message = FromPage.safeParse(raw).data;
    if (message === undefined) return;
    if (message.type === "pickRuns") void this.#pick();
    else if (message.type === "dropRuns") this.#add(this.#services.droppedRuns());
    else if (message.type === "keepBoard") this.#services.board.keep(message.board);
    else if (message.type === "saveContent") void saveContent(message);
    else if (message.type === "openRun") {
      const ref = parseRunRef(message.ref);
      if (ref !== undefined) this.#services.openRun(ref);
    } else if (message.type === "saveFile" || message.type === "openInBrowser") {
      this.#act(message).catch((error: unknown) =>
        this.#services.log.error("what a page asked for", error),
      );
    } else this.#session.receive(message);
  }

  async #act(message: Extract<FromPage, { type: "saveFile" | "openInBrowser" }>): Promise<void> {
    const ref = parseRunRef(message.ref);
    const source = ref && this.#services.sources.of(ref);
    if (ref === undefined || source === undefined) return;
    if (message.type === "saveFile") await runActions.saveFile(ref, source, message.path);
    else await runActions.openInBrowser(ref, source);
  }

  #add(dropped: readonly RunRef[]): void {
    const runs = new Map(
      [...this.#session.runs, ...dropped].map((ref) => [formatRunRef(ref), ref]),
    );
    this.#session.setRuns([...runs.values()].slice(0, mostCompared));
  }

  async #pick(): Promise<void> {
    const picked = await this.#services.pickRuns(this.#session.runs);
    if (picked !== undefined) this.#session.setRuns(picked);
  }

  #post(message: ToPage): void {
    if (message.type === "state") this.#nameAfter(message.state.runs);
    // False means that the page is hidden or gone; it asks for everything when it is there again.
    void this.#panel.webview.postMessage(inOneBuffer(message));
  }

  #nameAfter({ length }: readonly unknown[]): void {
    const title =
      length === 1 ? vscode.l10n.t("Compare 1 run") : vscode.l10n.t("Compare {0} runs", length);
    if (this.#panel.title !== title) this.#panel.title = title;
  }
}
