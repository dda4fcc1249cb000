import { type CapturedCode, readCode } from "#webviews/shared/code/codeFacts.ts";
import { codeGaps, whyNoPatch } from "#webviews/shared/code/codeGaps.ts";
import { parsePatch } from "#webviews/shared/code/parsePatch.ts";
import { patchFileView } from "#webviews/shared/code/patchFileView.ts";
import { button } from "#webviews/shared/controls.ts";
import { copyText } from "#webviews/shared/copyText.ts";
import { element, iconButton } from "#webviews/shared/element.ts";
import type { MediaFiles } from "#webviews/shared/media/mediaFiles.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";

import type { RunCalls } from "../pageRoutes.ts";
import { t } from "../texts.ts";

export interface CodeTabOptions {
  readonly client: Pick<RunCalls, "getCode">;
  readonly files: MediaFiles;
  readonly run: string;
  /** Undefined where there is no editor to open it in. */
  readonly onOpenEntry: (() => void) | undefined;
  readonly onOpenPatch: (() => void) | undefined;
}

/** The code a run was begun with: its entry file, and what of it was not committed. */
export class CodeTab {
  readonly root = element("div", { class: "code" });
  readonly #options: CodeTabOptions;
  #loaded = false;

  constructor(options: CodeTabOptions) {
    this.#options = options;
  }

  async onShown(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    try {
      await this.#load();
    } catch (error) {
      this.#loaded = false;
      const text = error instanceof Error ? error.message : String(error);
      this.root.replaceChildren(element("p", { class: "empty", text }));
    }
  }

  async #load(): Promise<void> {
    const { client, run, onOpenEntry } = this.#options;
    const { code, patch, patch_truncated: cut } = await client.getCode({ params: { id: run } });
    const known = readCode(code);
    if (!known && patch === null) {
      this.root.replaceChildren(
        element("p", { class: "empty", text: t("This run captured no code.") }),
      );
      return;
    }
    const entry = known?.entryFile ?? null;
    const parts = [
      entry === null
        ? null
        : element(
            "section",
            {},
            element("h2", { text: t("Entry file") }),
            element(
              "p",
              { class: "entry-file" },
              element("code", { text: showControls(entry) }),
              onOpenEntry ? button(t("Open entry file"), onOpenEntry) : null,
            ),
          ),
      known && known.copies.length > 0 ? this.#copies(known.copies) : null,
      this.#patch(patch, known, cut),
    ];
    this.root.replaceChildren(...parts.filter((part) => part !== null));
  }

  #copies(paths: readonly string[]): HTMLElement {
    const { files, run } = this.#options;
    return element(
      "section",
      {},
      element("h2", { text: t("Copies kept with the run") }),
      ...paths.map((path) => {
        const text = element("pre", { attributes: { tabindex: 0 } });
        const copy = element("details", {}, element("summary", { text: showControls(path) }), text);
        copy.addEventListener("toggle", () => {
          if (!copy.open || text.textContent !== "") return;
          void files
            .text(run, path)
            .then((all) => (typeof all === "string" ? all : t("This format cannot be shown here.")))
            .catch(String)
            .then((all) => (text.textContent = showLines(all)));
        });
        return copy;
      }),
    );
  }

  #patch(patch: string | null, known: CapturedCode | null, cut: boolean): HTMLElement {
    const section = element("section", {}, element("h2", { text: t("Patch") }));
    const { onOpenPatch } = this.#options;
    if (patch === null || patch === "") {
      section.append(element("p", { class: "empty", text: whyNoPatch(known) }));
      return section;
    }
    const files = parsePatch(patch);
    section.append(
      element(
        "div",
        { class: "toolbar" },
        element("span", { text: t("{n} file{n:|s} changed", { n: files.length }) }),
        iconButton("copy", t("Copy patch"), () => void copyText(patch)),
        onOpenPatch ? button(t("Open as a diff"), onOpenPatch) : null,
      ),
      ...files.map(patchFileView),
      cut
        ? element("p", { class: "hint", text: t("The first megabytes of the patch are shown.") })
        : "",
      ...(known ? codeGaps(known) : []).map((text) => element("p", { class: "hint", text })),
    );
    return section;
  }
}
