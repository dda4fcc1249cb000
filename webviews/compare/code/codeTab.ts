import { codeGaps } from "#webviews/shared/code/codeGaps.ts";
import type { PatchFile } from "#webviews/shared/code/parsePatch.ts";
import { patchFileView } from "#webviews/shared/code/patchFileView.ts";
import { dropdown, type DropdownControl } from "#webviews/shared/controls.ts";
import { element, icon } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { Captured, CapturedRuns } from "../environment/capturedRuns.ts";
import type { ComparedRun } from "../messages.ts";
import { nameOf } from "../runRow.ts";
import { t } from "../texts.ts";
import { type CodeDiff, diffCode } from "./codeDiff.ts";

/** The two runs whose code is compared; null for the first two there are. */
export interface CodePair {
  readonly left: string | null;
  readonly right: string | null;
}

export interface CodeTabOptions {
  readonly pair: CodePair;
  readonly captured: CapturedRuns;
  readonly onPair: (pair: CodePair) => void;
  /** Reads a copy kept with a run, as text. */
  readonly readCopy: (run: ComparedRun, path: string) => Promise<string>;
}

/** In what the code of two of the runs differs. */
export class CodeTab {
  readonly root: HTMLElement;
  readonly #options: CodeTabOptions;
  readonly #body = element("div", { class: "code-diff", attributes: { "aria-live": "polite" } });
  readonly #left: DropdownControl;
  readonly #right: DropdownControl;
  #pair: CodePair;
  #runs: readonly ComparedRun[] = [];
  #shown: readonly (Captured | string)[] = [];

  constructor(options: CodeTabOptions) {
    this.#options = options;
    this.#pair = options.pair;
    const side = (name: keyof CodePair, label: string): DropdownControl =>
      dropdown({
        label,
        choices: {},
        value: options.pair[name] ?? "",
        onChange: (ref) => {
          this.#pair = { ...this.#chosen(), [name]: ref };
          options.onPair(this.#pair);
          this.update(this.#runs);
        },
      });
    this.#left = side("left", t("Code of"));
    this.#right = side("right", t("compared with"));
    this.root = element(
      "div",
      { class: "values-view" },
      element(
        "div",
        { class: "toolbar", attributes: { role: "toolbar", "aria-label": t("Code") } },
        element("span", { text: t("Code of") }),
        this.#left.root,
        element("span", { text: t("compared with") }),
        this.#right.root,
      ),
      this.#body,
    );
  }

  update(runs: readonly ComparedRun[]): void {
    this.#runs = runs;
    const { left, right } = this.#chosen();
    const names = Object.fromEntries(runs.map((run) => [run.ref, nameOf(run)]));
    this.#left.setChoices(names, left ?? "");
    this.#right.setChoices(names, right ?? "");
    const pair = [left, right].flatMap((ref) => runs.find((run) => run.ref === ref) ?? []);
    const [one, other] = pair;
    if (!one || !other || one === other) {
      this.#say(t("Two different runs are needed."));
      return;
    }
    this.#options.captured.want(pair, true);
    const reads = pair.map(({ ref }) => this.#options.captured.of(ref, true));
    const shown = reads.map((read) => read?.captured ?? read?.error ?? t("Loading…"));
    if (shown.every((part, i) => part === this.#shown[i]) && this.#shown.length === 2) return;
    this.#shown = shown;
    const [before, after] = shown;
    if (typeof before === "object" && typeof after === "object") {
      void this.#compare([one, before], [other, after]);
    } else {
      const missing = shown.flatMap((part, i) =>
        typeof part === "string" ? [`${names[pair[i]?.ref ?? ""] ?? ""}: ${part}`] : [],
      );
      this.#body.replaceChildren(...missing.map(note));
    }
  }

  /** What is not chosen, or no longer there, is the first that is left. */
  #chosen(): CodePair {
    const refs = this.#runs.map(({ ref }) => ref);
    const known = (ref: string | null): string | null =>
      ref !== null && refs.includes(ref) ? ref : null;
    const right = known(this.#pair.right);
    const left = known(this.#pair.left) ?? refs.find((ref) => ref !== right) ?? null;
    return { left, right: right ?? refs.find((ref) => ref !== left) ?? null };
  }

  async #compare(
    [one, before]: readonly [ComparedRun, Captured],
    [other, after]: readonly [ComparedRun, Captured],
  ): Promise<void> {
    const shown = this.#shown;
    const read = (side: "left" | "right", path: string): Promise<string> =>
      this.#options.readCopy(side === "left" ? one : other, path);
    try {
      const diff = await diffCode(before, after, read);
      if (this.#shown === shown) this.#draw([one, before], [other, after], diff);
    } catch (error) {
      if (this.#shown === shown) this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #draw(
    [one, before]: readonly [ComparedRun, Captured],
    [other, after]: readonly [ComparedRun, Captured],
    { copies, patches }: CodeDiff,
  ): void {
    const [from, to] = [before, after].map((one) => one.code?.git?.commit ?? null);
    const parts = [
      commitView(from ?? null, to ?? null),
      before.isPatchCut || after.isPatchCut
        ? element("p", {
            class: "hint",
            text: t("The first megabytes of the patches are compared."),
          })
        : null,
      ...this.#files(t("Files kept with the runs"), copies),
      ...this.#files(t("Uncommitted changes"), patches),
    ];
    const isNothing = copies.length + patches.length === 0;
    const isCaptured = [before, after].every(({ code, patch }) => code !== null || patch !== null);
    if (!isCaptured) parts.unshift(note(t("Not both runs captured their code.")));
    else if (isNothing && from === to) parts.push(note(t("No difference was captured.")));
    else if (isNothing) {
      parts.push(note(t("The commits differ; besides that, no difference was captured.")));
    }
    parts.push(gapsOf(one, before), gapsOf(other, after));
    this.#body.replaceChildren(...parts.filter((part) => part !== null));
  }

  #files(title: string, files: readonly PatchFile[]): HTMLElement[] {
    if (files.length === 0) return [];
    return [element("h2", { text: title }), ...files.map(patchFileView)];
  }

  #say(text: string): void {
    this.#shown = [];
    this.#body.replaceChildren(note(text));
  }
}

function note(text: string): HTMLElement {
  return element("p", { class: "empty", text });
}

/** What could not be compared of the run's code; null where all of it was. */
function gapsOf(run: ComparedRun, { code }: Captured): HTMLElement | null {
  const gaps = code ? codeGaps(code) : [];
  if (gaps.length === 0) return null;
  return element("p", { class: "hint", text: `${nameOf(run)}: ${gaps.join(" ")}` });
}

function commitView(from: string | null, to: string | null): HTMLElement | null {
  if (from === null && to === null) return null;
  const short = (commit: string | null): HTMLElement =>
    element("code", { text: showControls(commit?.slice(0, 12) ?? "–"), title: commit ?? "" });
  return element(
    "p",
    { class: "code-commits" },
    element("span", { text: t("Commit") }),
    short(from),
    from === to ? t("the same") : null,
    ...(from === to ? [] : [icon("arrow-right", t("compared with")), short(to)]),
  );
}
