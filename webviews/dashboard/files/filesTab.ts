import type { RunFile } from "#core/protocol/v2RunFiles.ts";
import { button, textField } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import { formatDateTime } from "#webviews/shared/format.ts";
import { formatBytes } from "#webviews/shared/formatBytes.ts";
import {
  isShownInline,
  type MediaFiles,
  type MediaUrl,
} from "#webviews/shared/media/mediaFiles.ts";
import { notShown } from "#webviews/shared/media/notShown.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";

import type { RunCalls } from "../pageRoutes.ts";
import { t } from "../texts.ts";

const mostRows = 2000;
const mostText = 300_000;

export interface FilesTabOptions {
  readonly client: Pick<RunCalls, "listFiles">;
  readonly files: MediaFiles;
  readonly run: string;
  readonly onSave: (path: string) => void;
  /** Opens the run where files of any size can be shown; not there where this is that place. */
  readonly onBrowser: (() => void) | undefined;
  readonly onCount: (count: number) => void;
}

/** The files of a run: what is in them, as far as a page can show it, and to be saved elsewhere. */
export class FilesTab {
  readonly root: HTMLElement;
  readonly #options: FilesTabOptions;
  readonly #rows = element("tbody");
  readonly #note = element("p", { class: "empty" });
  readonly #preview = element("div", {
    class: "file-preview",
    attributes: { tabindex: 0, role: "region", "aria-live": "polite" },
  });
  #files: readonly RunFile[] = [];
  #filter = "";
  #chosen: string | null = null;
  #url: MediaUrl | undefined;

  constructor(options: FilesTabOptions) {
    this.#options = options;
    const filter = textField({
      label: t("Filter files"),
      icon: "filter",
      onInput: (text) => {
        this.#filter = text.trim().toLowerCase();
        this.#draw();
      },
    });
    const head = [t("File"), t("Size"), t("Changed")].map((text) =>
      element("th", { text, attributes: { scope: "col" } }),
    );
    this.#preview.setAttribute("aria-label", t("File"));
    this.#preview.append(
      element("p", { class: "empty", text: t("Pick a file to see what is in it.") }),
    );
    this.root = element(
      "div",
      { class: "files" },
      element("h2", { class: "visually-hidden", text: t("Files") }),
      element("div", { class: "toolbar" }, filter.root),
      element(
        "div",
        { class: "files-split" },
        element(
          "div",
          {
            class: "files-list",
            attributes: { tabindex: 0, role: "region", "aria-label": t("Files") },
          },
          element("table", {}, element("thead", {}, element("tr", {}, ...head)), this.#rows),
          this.#note,
        ),
        this.#preview,
      ),
    );
  }

  async onShown(): Promise<void> {
    const { client, run, onCount } = this.#options;
    try {
      const { files, truncated } = await client.listFiles({ params: { id: run } });
      this.#files = files;
      this.#note.textContent = truncated ? t("The first thousands of files are listed.") : "";
      onCount(files.length);
    } catch (error) {
      this.#note.textContent = error instanceof Error ? error.message : String(error);
    }
    this.#draw();
  }

  dispose(): void {
    this.#url?.dispose();
  }

  #draw(): void {
    const shown = this.#files.filter(({ path }) => path.toLowerCase().includes(this.#filter));
    this.#rows.replaceChildren(...shown.slice(0, mostRows).map((file) => this.#row(file)));
    if (this.#files.length === 0 && this.#note.textContent === "") {
      this.#note.textContent = t("The run has no files.");
    }
  }

  #row({ path, size, modified_at: at }: RunFile): HTMLElement {
    const name = element("button", {
      class: "link file-name",
      text: showControls(path),
      attributes: { type: "button", "aria-pressed": String(path === this.#chosen) },
      on: { click: () => void this.#show(path) },
    });
    return element(
      "tr",
      { class: path === this.#chosen ? "chosen" : "" },
      element("td", {}, name),
      element("td", { class: "number", text: formatBytes(size) }),
      element("td", { class: "number", text: formatDateTime(at) }),
    );
  }

  async #show(path: string): Promise<void> {
    this.#chosen = path;
    for (const row of this.#rows.rows) {
      const name = row.querySelector("button");
      const isChosen = name?.textContent === showControls(path);
      row.classList.toggle("chosen", isChosen);
      name?.setAttribute("aria-pressed", String(isChosen));
    }
    let content: HTMLElement;
    let url: MediaUrl | undefined;
    try {
      [content, url] = await this.#contentOf(path);
    } catch (error) {
      content = element("p", {
        class: "empty",
        text: error instanceof Error ? error.message : String(error),
      });
    }
    if (this.#chosen !== path) {
      url?.dispose();
      return;
    }
    this.#url?.dispose();
    this.#url = url;
    this.#preview.replaceChildren(
      element(
        "header",
        { class: "value-header" },
        element("h3", { text: showControls(path) }),
        button(t("Save…"), () => this.#options.onSave(path)),
      ),
      content,
    );
  }

  async #contentOf(path: string): Promise<[HTMLElement, MediaUrl?]> {
    const { files, run } = this.#options;
    if (isShownInline(path)) {
      const opened = await files.open(run, path);
      if ("why" in opened) return [notShown(opened, path, this.#options)];
      if (opened.kind === "image") {
        const image = element("img", { attributes: { alt: showControls(path) } });
        image.src = opened.url;
        return [image, opened];
      }
      const player = element(opened.kind === "video" ? "video" : "audio", {
        attributes: { controls: true, "aria-label": showControls(path) },
      });
      player.src = opened.url;
      return [player, opened];
    }
    const text = await files.text(run, path);
    if (typeof text !== "string") return [notShown(text, path, this.#options)];
    return [element("pre", { text: showLines(text, mostText) })];
  }
}
