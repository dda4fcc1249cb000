import type { RunEvent } from "#core/protocol/event.ts";
import { button } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { formatBytes } from "#webviews/shared/formatBytes.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";
import { t } from "#webviews/shared/texts.ts";

import { histogramView } from "./histogramView.ts";
import type { MediaFiles, MediaUrl, NotShown } from "./mediaFiles.ts";
import { parseTable, tableView } from "./tableView.ts";

const mostText = 200_000;

/** One thing a run logged to be looked at or listened to. What it shows next replaces it once that is there. */
export class MediaItem {
  readonly root = element("figure", { class: "media-item" });
  readonly #files: MediaFiles;
  readonly #run: string;
  readonly #onBrowser: (() => void) | undefined;
  readonly #body = element("div", { class: "media-body" });
  readonly #caption = element("figcaption");
  #event: RunEvent | undefined;
  #url: MediaUrl | undefined;

  /** `onBrowser` opens the run where large files can be shown. */
  constructor(files: MediaFiles, run: string, onBrowser: (() => void) | undefined) {
    this.#files = files;
    this.#run = run;
    this.#onBrowser = onBrowser;
    this.root.append(this.#body, this.#caption);
  }

  async show(event: RunEvent): Promise<void> {
    if (event.id === this.#event?.id) return;
    this.#event = event;
    this.root.dataset["step"] = String(event.step ?? "");
    let content: HTMLElement;
    let url: MediaUrl | undefined;
    try {
      [content, url] = await this.#contentOf(event);
    } catch (error) {
      content = element("p", {
        class: "empty",
        text: error instanceof Error ? error.message : String(error),
      });
    }
    // Somebody went on meanwhile.
    if (this.#event !== event) {
      url?.dispose();
      return;
    }
    this.#url?.dispose();
    this.#url = url;
    this.#body.replaceChildren(content);
    const step =
      event.step === null ? t("no step") : t("step {step}", { step: formatStep(event.step) });
    const words = [step, captionOf(event)].filter((part) => part !== "");
    this.#caption.textContent = words.join(" · ");
  }

  dispose(): void {
    this.#url?.dispose();
    this.#event = undefined;
  }

  async #contentOf(event: RunEvent): Promise<[HTMLElement, MediaUrl?]> {
    const { data, type } = event;
    const path = typeof data["path"] === "string" ? data["path"] : null;
    if (type === "histogram") return [histogramView(data)];
    if (type === "table") return [await this.#table(data, path)];
    if (type === "text") return [await this.#text(data, path)];
    if (path === null)
      return [element("p", { class: "empty", text: t("This format cannot be shown here.") })];
    const opened = await this.#files.open(this.#run, path);
    if ("why" in opened) return [this.#refusal(opened)];
    return [playerOf(opened, describe(event)), opened];
  }

  async #table(data: RunEvent["data"], path: string | null): Promise<HTMLElement> {
    if (path === null) return tableView(parseTable(data));
    const text = await this.#files.text(this.#run, path);
    return typeof text === "string" ? tableView(parseTable(JSON.parse(text))) : this.#refusal(text);
  }

  async #text(data: RunEvent["data"], path: string | null): Promise<HTMLElement> {
    const text = path === null ? data["text"] : await this.#files.text(this.#run, path);
    if (typeof text === "object" && text !== null && "why" in text)
      return this.#refusal(text as NotShown);
    const all = typeof text === "string" ? text : "";
    return element("pre", {
      class: "media-text",
      text: showLines(all, mostText),
      attributes: { tabindex: 0 },
    });
  }

  #refusal({ why, size }: NotShown): HTMLElement {
    const text =
      why === "size"
        ? t("{size} is too large to be shown here.", { size: formatBytes(size) })
        : t("This format cannot be shown here.");
    const open =
      this.#onBrowser && why === "size" ? button(t("Open in browser"), this.#onBrowser) : null;
    return element("div", { class: "empty" }, element("p", { text }), open);
  }
}

function playerOf({ url, kind }: MediaUrl, label: string): HTMLElement {
  if (kind === "audio" || kind === "video") {
    const player = element(kind, { attributes: { controls: true, preload: "metadata" } });
    player.setAttribute("aria-label", label);
    player.src = url;
    return player;
  }
  const image = element("img", { attributes: { alt: label, decoding: "async" } });
  image.src = url;
  return image;
}

function describe(event: RunEvent): string {
  return [event.key ?? event.type, captionOf(event)].filter(Boolean).map(showControls).join(": ");
}

function captionOf({ data }: RunEvent): string {
  return typeof data["caption"] === "string" ? showControls(data["caption"].slice(0, 1000)) : "";
}
