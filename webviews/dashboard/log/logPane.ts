import { checkbox } from "#webviews/shared/controls.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";
import { formatBytes } from "#webviews/shared/formatBytes.ts";

import { t } from "../texts.ts";
import { jumpField } from "./jumpField.ts";
import { type JumpTarget } from "./jumpTarget.ts";
import { LogLines } from "./logLines.ts";
import { LogPosition } from "./logPosition.ts";
import { LogWindow } from "./logWindow.ts";
import { MatchBar } from "./matchBar.ts";
import { RankChoice } from "./rankChoice.ts";
import type { LogRank, RankedLog } from "./rankedLog.ts";

const nearEdge = 40;

export interface LogPaneOptions {
  readonly log: RankedLog;
  readonly run: string;
  /** The log of another process is to be shown, now and after a reload. */
  readonly onRank: (rank: LogRank) => void;
  /** The byte of the log where something happened; null where the log does not say. */
  readonly find: (target: Exclude<JumpTarget, { kind: "part" }>) => Promise<number | null>;
}

/** The log of a run, whatever its size: a window on it that follows the end until the reader goes elsewhere. */
export class LogPane {
  readonly root: HTMLElement;
  readonly #options: LogPaneOptions;
  readonly #window: LogWindow;
  readonly #lines = new LogLines();
  readonly #matches: MatchBar;
  readonly #ranks: RankChoice;
  readonly #position: LogPosition;
  readonly #size = element("span", { class: "log-count number" });
  readonly #problem = element("span", { class: "log-problem", attributes: { role: "status" } });
  readonly #jump: HTMLButtonElement;
  readonly #empty = element("p", { class: "empty" });
  #folds = true;
  #follows = true;
  #shown = false;
  #version = -1;
  #moving = false;

  constructor(options: LogPaneOptions) {
    const { log, run } = options;
    const { client } = log;
    this.#options = options;
    this.#window = new LogWindow(client, run);
    this.#ranks = new RankChoice(log.rank, (rank) => this.#showRank(rank));
    this.#jump = element(
      "button",
      {
        class: "log-jump",
        attributes: { type: "button", hidden: true },
        on: { click: () => void this.#toEnd() },
      },
      icon("arrow-down"),
      t("Follow the end"),
    );
    this.#matches = new MatchBar({
      client,
      run,
      onGo: (offset) => void this.#to(offset),
      onSearch: () => this.#draw(),
    });
    this.#position = new LogPosition((part) => void this.#to(Math.floor(part * this.#window.size)));
    const fold = checkbox({
      label: t("Fold progress bars"),
      title: t("States of a progress bar are shown as one line"),
      checked: true,
      onChange: (folds) => {
        this.#folds = folds;
        this.#draw();
      },
    });
    const jump = jumpField((target) => void this.#jumpTo(target), this.#problem);
    this.#lines.root.setAttribute("aria-label", t("Log"));
    this.root = element(
      "div",
      { class: "log" },
      element(
        "div",
        { class: "toolbar" },
        this.#ranks.root,
        this.#matches.root,
        jump,
        fold,
        this.#size,
      ),
      this.#problem,
      this.#matches.list,
      element("div", { class: "log-frame" }, this.#lines.root, this.#empty, this.#jump),
      this.#position.root,
    );
    this.#lines.root.addEventListener("scroll", () => void this.#onScroll());
  }

  /** `version` is another number where there is more to be read. */
  update(version: number): void {
    if (version === this.#version) return;
    this.#version = version;
    if (this.#shown) void this.#read(() => this.#window.follow());
  }

  /** Called when the page comes into sight: nothing is read for a reader who looks elsewhere. */
  onShown(): void {
    this.#shown = true;
    void this.#read(() => this.#window.follow());
    void this.#offerRanks();
  }

  onHidden(): void {
    this.#shown = false;
  }

  dispose(): void {
    this.#matches.dispose();
  }

  /** A rank that was shown before and has no log here is forgotten. */
  async #offerRanks(): Promise<void> {
    const { log } = this.#options;
    const ranks = await log.ranks().catch(() => null);
    if (ranks === null) return;
    if (log.rank !== null && !ranks.includes(log.rank)) this.#showRank(null);
    this.#ranks.update(ranks, log.rank ?? ranks[0] ?? null);
  }

  #showRank(rank: LogRank): void {
    const { log, onRank } = this.#options;
    if (rank === log.rank) return;
    log.rank = rank;
    onRank(rank);
    this.#follows = true;
    void this.#read(() => this.#window.restart());
    this.#matches.restart();
  }

  async #read(read: () => Promise<unknown>): Promise<void> {
    try {
      await read();
      setText(this.#problem, "");
    } catch (error) {
      setText(this.#problem, error instanceof Error ? error.message : String(error));
    }
    this.#draw();
  }

  #draw(): void {
    const { chunks, size } = this.#window;
    const root = this.#lines.root;
    const before = root.scrollTop;
    this.#lines.update(chunks, { search: this.#matches.text, folds: this.#folds });
    if (this.#follows) root.scrollTop = root.scrollHeight;
    else if (root.scrollTop !== before) root.scrollTop = before;
    this.#jump.hidden = this.#follows;
    setText(this.#empty, t("Nothing was logged yet."));
    this.#empty.hidden = !this.#lines.isEmpty;
    setText(this.#size, size === 0 ? "" : t("{size} of log", { size: formatBytes(size) }));
    this.#showPosition();
  }

  #showPosition(): void {
    const { size, start, isAtEnd } = this.#window;
    this.#position.update(start === 0 && isAtEnd, this.#lines.inSight, size);
  }

  async #toEnd(): Promise<void> {
    this.#follows = true;
    await this.#read(() => (this.#window.isAtEnd ? Promise.resolve() : this.#window.toEnd()));
  }

  /** Shows the line at a byte in the upper part of the window. */
  async #to(offset: number): Promise<void> {
    this.#follows = false;
    let start = offset;
    await this.#read(async () => (start = await this.#window.to(offset)));
    const line = this.#lines.lineAt(start);
    if (!line) return;
    for (const old of this.#lines.root.querySelectorAll(".log-here")) {
      old.classList.remove("log-here");
    }
    line.classList.add("log-here");
    const frame = this.#lines.root;
    frame.scrollTop = Math.max(0, line.offsetTop - frame.clientHeight / 4);
    this.#showPosition();
  }

  async #jumpTo(target: JumpTarget): Promise<void> {
    if (target.kind === "part") {
      await this.#to(Math.floor(target.part * this.#window.size));
      return;
    }
    const offset = await this.#options.find(target).catch(() => null);
    if (offset === null) setText(this.#problem, t("The log does not say where that is."));
    else await this.#to(offset);
  }

  async #onScroll(): Promise<void> {
    const root = this.#lines.root;
    const { scrollTop, scrollHeight, clientHeight } = root;
    if (clientHeight === 0 || this.#moving) return;
    const below = scrollHeight - scrollTop - clientHeight;
    this.#follows = below < nearEdge && this.#window.isAtEnd;
    this.#jump.hidden = this.#follows;
    this.#showPosition();
    const wantsOlder = scrollTop < nearEdge && this.#window.start > 0 && !this.#follows;
    const wantsNewer = below < nearEdge && !this.#window.isAtEnd;
    if (!wantsOlder && !wantsNewer) return;
    this.#moving = true;
    try {
      await this.#extend(wantsOlder);
    } finally {
      this.#moving = false;
    }
  }

  /** Keeps what the reader looks at in its place while lines come before it or go. */
  async #extend(older: boolean): Promise<void> {
    const root = this.#lines.root;
    const anchor = [...root.children].find(
      (chunk) =>
        chunk instanceof HTMLElement && chunk.offsetTop + chunk.offsetHeight > root.scrollTop,
    );
    const place = anchor instanceof HTMLElement ? anchor.offsetTop - root.scrollTop : 0;
    await this.#read(() => (older ? this.#window.older() : this.#window.newer()));
    if (anchor instanceof HTMLElement && anchor.isConnected) {
      root.scrollTop = anchor.offsetTop - place;
    }
  }
}
