import type { RunEdit } from "#core/protocol/edit.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { commandOf, gitFacts, readCode } from "#webviews/shared/code/codeFacts.ts";
import { copyText } from "#webviews/shared/copyText.ts";
import { element, iconButton } from "#webviews/shared/element.ts";
import type { Environment } from "#webviews/shared/environmentValues.ts";
import { flatten } from "#webviews/shared/flatten.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { DashboardState, ToPage } from "../messages.ts";
import type { RunCalls } from "../pageRoutes.ts";
import { t } from "../texts.ts";
import { ValueTable } from "../valueTable.ts";
import { ConfigTree } from "./configTree.ts";
import { EnvironmentPanel } from "./environmentPanel.ts";
import { NotesPanel } from "./notesPanel.ts";
import { RunFacts } from "./runFacts.ts";
import { TagsPanel } from "./tagsPanel.ts";

/** What there is to know of a run at a glance, and what a person says of it. */
export class OverviewTab {
  readonly root: HTMLElement;
  readonly #client: RunCalls;
  readonly #run: string;
  readonly #facts = new RunFacts();
  readonly #config = new ConfigTree();
  readonly #summary = new ValueTable(t("Summary"), t("This run has no summary yet."));
  readonly #notes: NotesPanel;
  readonly #tags: TagsPanel;
  readonly #git = new ValueTable(t("Git"), "");
  readonly #command = element("section", { class: "value-section", attributes: { hidden: true } });
  readonly #environment: EnvironmentPanel;
  #loaded = false;

  /** `pickOther`: see `EnvironmentPanel`. */
  constructor(client: RunCalls, run: string, pickOther: (() => void) | undefined) {
    this.#client = client;
    this.#run = run;
    this.#notes = new NotesPanel((notes) => this.#edit({ notes }));
    this.#tags = new TagsPanel((tags) => this.#edit({ tags }));
    this.#environment = new EnvironmentPanel(client, run, pickOther);
    this.#git.root.hidden = true;
    this.root = element(
      "div",
      { class: "overview" },
      element(
        "div",
        { class: "overview-column" },
        this.#facts.root,
        this.#notes.root,
        this.#tags.root,
        this.#command,
        this.#git.root,
      ),
      element("div", { class: "overview-column" }, this.#config.root, this.#summary.root),
      this.#environment.root,
    );
  }

  update(run: RunDetail, { metrics, bar, knownUntil }: DashboardState): void {
    this.#facts.update(run, metrics, bar, knownUntil === null);
    this.#config.update(run.config);
    this.#summary.update(run.summary, flatten);
    this.#notes.update(run.notes);
    this.#tags.update(run.tags);
  }

  receive({ title, environment }: Extract<ToPage, { type: "otherRun" }>): void {
    this.#environment.showOther(showControls(title), environment as Environment | null);
  }

  onShown(): void {
    void this.#environment.load();
    if (this.#loaded) return;
    this.#loaded = true;
    this.#loadCode().catch(() => (this.#loaded = false));
  }

  async #loadCode(): Promise<void> {
    const query = { patch: "false" };
    const answer = await this.#client.getCode({ params: { id: this.#run }, query });
    const code = readCode(answer.code);
    if (!code) return;
    this.#git.root.hidden = code.git === null;
    this.#git.update(code, gitFacts);
    if (code.argv.length === 0) return;
    const command = commandOf(code);
    this.#command.hidden = false;
    this.#command.replaceChildren(
      element(
        "header",
        { class: "value-header" },
        element("h2", { text: t("Command") }),
        iconButton("copy", t("Copy {title}", { title: t("Command") }), () => {
          void copyText(command);
        }),
      ),
      element("pre", {
        class: "command",
        text: showControls(command),
        attributes: { tabindex: 0 },
      }),
      code.cwd === null ? "" : element("p", { class: "hint", text: showControls(code.cwd) }),
    );
  }

  async #edit(body: RunEdit): Promise<void> {
    await this.#client.editRun({ params: { id: this.#run }, body });
  }
}
