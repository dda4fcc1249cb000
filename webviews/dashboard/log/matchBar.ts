import { checkbox, textField, type TextFieldControl } from "#webviews/shared/controls.ts";
import { element, iconButton, setText } from "#webviews/shared/element.ts";

import type { RunCalls } from "../pageRoutes.ts";
import { t } from "../texts.ts";
import { logLine } from "./logLine.ts";
import { type LogMatch, LogSearch } from "./logSearch.ts";

const typingPause = 200;
/** Lines of the list of matches; going through all of them is by the buttons. */
const mostListed = 1000;

export interface MatchBarOptions {
  readonly client: Pick<RunCalls, "readLogs">;
  readonly run: string;
  /** Shows the line at a byte. */
  readonly onGo: (offset: number) => void;
  /** Another text is searched for. */
  readonly onSearch: () => void;
}

/** Searches all of a log, and goes from one match to the next. */
export class MatchBar {
  readonly root: HTMLElement;
  /** The lines that match, in place of the log. */
  readonly list = element("div", {
    class: "log-matches",
    attributes: { role: "list", hidden: true },
  });
  /** What is searched for, in lower case. */
  text = "";
  readonly #options: MatchBarOptions;
  readonly #count = element("span", { class: "log-count number", attributes: { role: "status" } });
  readonly #field: TextFieldControl;
  #search: LogSearch | undefined;
  #at = -1;
  /** Where to go once there is a match: a key may be faster than the search. */
  #awaited: 1 | -1 | null = null;
  #isListed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MatchBarOptions) {
    this.#options = options;
    this.#field = textField({
      label: t("Search the log"),
      icon: "search",
      onInput: () => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#begin(), typingPause);
      },
    });
    this.#field.root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      // What was typed is searched for now, not after a pause.
      clearTimeout(this.#timer);
      this.#begin();
      this.#go(event.shiftKey ? -1 : 1);
    });
    this.root = element(
      "span",
      { class: "match-bar" },
      this.#field.root,
      iconButton("arrow-up", t("Previous match"), () => this.#go(-1)),
      iconButton("arrow-down", t("Next match"), () => this.#go(1)),
      checkbox({
        label: t("Only matching lines"),
        title: t("Only matching lines"),
        checked: false,
        onChange: (listed) => {
          this.#isListed = listed;
          this.#draw();
        },
      }),
      this.#count,
    );
    this.list.setAttribute("aria-label", t("Only matching lines"));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#search?.dispose();
  }

  /** Searches another log for the same. */
  restart(): void {
    if (this.text !== "") this.#begin(true);
  }

  #begin(isOther = false): void {
    const text = this.#field.value.trim();
    if (text.toLowerCase() === this.text && !isOther) return;
    this.#search?.dispose();
    this.text = text.toLowerCase();
    this.#at = -1;
    this.#awaited = null;
    const { client, run, onSearch } = this.#options;
    this.#search =
      text === "" ? undefined : new LogSearch(client, run, text, () => this.#onFound());
    this.#search?.run().catch((error: unknown) => {
      setText(this.#count, error instanceof Error ? error.message : String(error));
    });
    this.#draw();
    onSearch();
  }

  #go(step: 1 | -1): void {
    const matches = this.#search?.matches ?? [];
    if (matches.length === 0) {
      this.#awaited = this.#search?.isDone === false ? step : null;
      return;
    }
    // The first press backwards goes to the last match.
    const from = this.#at < 0 && step < 0 ? 0 : this.#at;
    this.#at = (from + step + matches.length) % matches.length;
    const match = matches[this.#at];
    if (match) this.#options.onGo(match.offset);
    this.#draw();
  }

  #onFound(): void {
    const step = this.#awaited;
    // The last match is known when all are.
    const isThere = step === 1 ? this.#search?.matches.length !== 0 : this.#search?.isDone;
    if (step !== null && isThere === true) {
      this.#awaited = null;
      this.#go(step);
    }
    this.#draw();
  }

  #draw(): void {
    setText(this.#count, this.#says());
    const isListed = this.#isListed && this.#search !== undefined;
    this.list.hidden = !isListed;
    this.list.parentElement?.classList.toggle("only-matches", isListed);
    if (!isListed) return;
    const matches = this.#search?.matches.slice(0, mostListed) ?? [];
    this.list.replaceChildren(...matches.map((match, i) => this.#line(match, i)));
  }

  #line({ line, offset }: LogMatch, i: number): HTMLElement {
    const button = element(
      "button",
      {
        class: "log-match",
        attributes: { type: "button" },
        on: {
          click: () => {
            this.#at = i;
            this.#options.onGo(offset);
          },
        },
      },
      logLine(line, this.text),
    );
    return element("div", { attributes: { role: "listitem" } }, button);
  }

  #says(): string {
    const search = this.#search;
    if (!search) return "";
    const n = search.matches.length;
    if (!search.isDone) return t("{n} matching lines so far…", { n });
    if (n === 0) return t("No line matches.");
    if (this.#at >= 0) return t("{at} of {n} matching line{n:|s}", { at: this.#at + 1, n });
    return search.isCut
      ? t("the first {n} matching lines", { n })
      : t("{n} matching line{n:|s}", { n });
  }
}
