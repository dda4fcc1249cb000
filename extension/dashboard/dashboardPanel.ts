import * as vscode from "vscode";

import { runTitle } from "#core/protocol/runTitle.ts";
import { FromPage, type ToPage } from "#webviews/dashboard/messages.ts";
import { DashboardSession } from "#webviews/dashboard/session.ts";

import type { RunPick } from "../experiments/pickRun.ts";
import { formatRunRef, type RunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import type { Sources } from "../sources/sources.ts";
import { inOneBuffer } from "../ui/inOneBuffer.ts";
import type { KeptBoard } from "../ui/keptBoard.ts";
import type { Log } from "../ui/log.ts";
import { saveContent } from "../ui/saveContent.ts";
import { plain } from "../ui/sentence.ts";
import type { Settings } from "../ui/settings.ts";
import { showPage } from "../ui/showPage.ts";
import type { PatchDocuments } from "./patchDocuments.ts";
import { runActions } from "./runActions.ts";

export interface DashboardServices {
  readonly extensionUri: vscode.Uri;
  readonly sources: Sources;
  readonly settings: Settings;
  readonly log: Log;
  readonly patches: PatchDocuments;
  readonly board: KeptBoard;
  /** The runs that were dragged out of a view and dropped just now. */
  droppedRuns(): readonly RunRef[];
  compareRuns(runs: readonly RunRef[]): void;
  /** Asks for another run, of any source; undefined: none. */
  pickOtherRun(than: RunRef): Promise<Pick<RunPick, "ref" | "label"> | undefined>;
}

/** One run in an editor tab. The tab belongs to the editor, which restores it after a reload; the session to the run's source. */
export class DashboardPanel {
  readonly #ref: RunRef;
  readonly #panel: vscode.WebviewPanel;
  readonly #services: DashboardServices;
  readonly #listening: vscode.Disposable;
  #source: Source | undefined;
  #session: DashboardSession | undefined;

  constructor(ref: RunRef, panel: vscode.WebviewPanel, services: DashboardServices) {
    this.#ref = ref;
    this.#panel = panel;
    this.#services = services;
    const { sources, settings } = services;
    this.#listening = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      sources.onChange(() => this.#followSource()),
      settings.onChange(["runicorn.charts.smoothing", "runicorn.charts.points"], () =>
        this.#session?.setSettings(settings.charts),
      ),
    );
    const { extensionUri, board } = services;
    showPage(panel, extensionUri, "dashboard", { ref: formatRunRef(ref) }, board.value);
    this.#followSource();
  }

  reveal(preserveFocus: boolean): void {
    this.#panel.reveal(undefined, preserveFocus);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#session?.dispose();
  }

  #receive(message: unknown): void {
    const parsed = FromPage.safeParse(message).data;
    if (parsed === undefined) return;
    const { log } = this.#services;
    if (parsed.type === "showViewerLog") log.show();
    else if (parsed.type === "connect") this.#source?.restart();
    else if (parsed.type === "keepBoard") this.#services.board.keep(parsed.board);
    else if (parsed.type === "dropRuns") this.#compareWithDropped();
    else if (parsed.type === "saveContent") void saveContent(parsed);
    else if (parsed.type === "pickOtherRun") void this.#pickOtherRun();
    else if (isAction(parsed)) {
      this.#act(parsed).catch((error: unknown) => log.error("what a page asked for", error));
    } else if (this.#session !== undefined) this.#session.receive(parsed);
    else if (parsed.type === "ready") this.#postMissing();
  }

  async #act(message: Action): Promise<void> {
    const source = this.#source;
    if (source === undefined) return;
    if (message.type === "showPatch") await this.#services.patches.open(this.#ref);
    else if (message.type === "openEntryFile") await runActions.openEntryFile(this.#ref, source);
    else {
      // Of its own run, or of one of the same store that is shown beside it.
      const ref = { ...this.#ref, run: message.run };
      if (message.type === "saveFile") await runActions.saveFile(ref, source, message.path);
      else await runActions.openInBrowser(ref, source);
    }
  }

  /** Shows what another run ran in, of whichever source. */
  async #pickOtherRun(): Promise<void> {
    const { sources, log } = this.#services;
    try {
      const picked = await this.#services.pickOtherRun(this.#ref);
      const source = picked && sources.of(picked.ref);
      if (picked === undefined || source === undefined) return;
      const { environment } = await source.client.getEnvironment({
        params: { id: picked.ref.run },
      });
      this.#post({ type: "otherRun", title: picked.label, environment });
    } catch (error) {
      log.error("what another run ran in", error);
    }
  }

  #compareWithDropped(): void {
    const own = formatRunRef(this.#ref);
    const others = this.#services.droppedRuns().filter((ref) => formatRunRef(ref) !== own);
    if (others.length > 0) this.#services.compareRuns([this.#ref, ...others]);
  }

  /** A session belongs to a source; after a reload the source is found later than the panel, and it can go away. */
  #followSource(): void {
    const source = this.#services.sources.of(this.#ref);
    if (source === this.#source) {
      if (source === undefined) this.#postMissing();
      return;
    }
    this.#session?.dispose();
    this.#session = undefined;
    this.#source = source;
    if (source === undefined) {
      this.#postMissing();
      return;
    }
    const { charts } = this.#services.settings;
    const { client, feed, remote } = source;
    const post = (message: ToPage): void => {
      this.#nameAfter(message);
      this.#post(message);
    };
    this.#session = new DashboardSession(client, feed, this.#ref.run, charts, post, remote);
  }

  #nameAfter(message: ToPage): void {
    if (message.type !== "state" || message.state.run === null) return;
    const title = plain(runTitle(message.state.run));
    if (this.#panel.title !== title) this.#panel.title = title;
  }

  #postMissing(): void {
    const { searched } = this.#services.sources;
    this.#post({
      type: "state",
      state: {
        connection: "connecting",
        error: searched ? whyMissing(this.#ref) : null,
        run: null,
        metrics: [],
        stages: [],
        bar: null,
        host: null,
        clockOffset: 0,
        knownUntil: null,
        versions: { log: 0, events: 0, system: 0 },
        settings: this.#services.settings.charts,
      },
    });
  }

  #post(message: ToPage): void {
    // False means that the page is hidden or gone; it asks for the state when it is there again.
    void this.#panel.webview.postMessage(inOneBuffer(message));
  }
}

/** What the editor does for a page, and its session cannot. */
type Action = Extract<
  FromPage,
  { type: "saveFile" | "openEntryFile" | "showPatch" | "openInBrowser" }
>;

function isAction(message: FromPage): message is Action {
  return ["saveFile", "openEntryFile", "showPatch", "openInBrowser"].includes(message.type);
}

function whyMissing({ source }: RunRef): string {
  return source.startsWith("ssh-")
    ? vscode.l10n.t("This run lies on another machine: connect it in the Remote Hosts view.")
    : vscode.l10n.t(
        "The folder this run lies in is not shown in this window: open it, or add it to runicorn.storage.roots.",
      );
}
