import type { RunEvent } from "#core/protocol/event.ts";
import { element } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";
import { t } from "#webviews/shared/texts.ts";

import { histogramView } from "./histogramView.ts";
import type { LargeImage } from "./imageDialog.ts";
import type { MediaUrl, NotShown } from "./mediaFiles.ts";
import type { MediaPlace } from "./mediaPlace.ts";
import { notShown } from "./notShown.ts";
import { parseTable, tableView } from "./tableView.ts";

const mostText = 200_000;

/** One thing a run logged to be looked at or listened to. What it shows next replaces it once that is there. */
export class MediaItem {
  readonly root = element("figure", { class: "media-item" });
  readonly #place: MediaPlace;
  readonly #onEnlarge: () => void;
  readonly #body = element("div", { class: "media-body" });
  readonly #caption = element("figcaption");
  #event: RunEvent | undefined;
  #url: MediaUrl | undefined;

  /** `onEnlarge`: its picture is to be looked at closely. */
  constructor(place: MediaPlace, onEnlarge: () => void) {
    this.#place = place;
    this.#onEnlarge = onEnlarge;
    this.root.append(this.#body, this.#caption);
  }

  /** What it shows, to be shown large. */
  get large(): LargeImage {
    const { key, type, data } = this.#event ?? {};
    const path = data?.["path"];
    return {
      url: this.#url?.kind === "image" ? this.#url.url : null,
      name: showControls(key ?? type ?? ""),
      words: this.#caption.textContent,
      onSave: () => {
        if (typeof path === "string") this.#place.onSave(path);
      },
    };
  }

  focus(): void {
    this.#body.querySelector("button")?.focus();
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
    const { files, run } = this.#place;
    const opened = await files.open(run, path);
    if ("why" in opened) return [notShown(opened, path, this.#place)];
    const player = playerOf(opened, describe(event));
    if (opened.kind !== "image") return [player, opened];
    const enlarge = element(
      "button",
      {
        class: "media-enlarge",
        title: t("Show large"),
        attributes: { type: "button", "aria-haspopup": "dialog" },
        on: { click: () => this.#onEnlarge() },
      },
      player,
    );
    return [enlarge, opened];
  }

  async #table(data: RunEvent["data"], path: string | null): Promise<HTMLElement> {
    if (path === null) return tableView(parseTable(data));
    const text = await this.#place.files.text(this.#place.run, path);
    return typeof text === "string"
      ? tableView(parseTable(JSON.parse(text)))
      : notShown(text, path, this.#place);
  }

  async #text(data: RunEvent["data"], path: string | null): Promise<HTMLElement> {
    const { files, run } = this.#place;
    const text = path === null ? data["text"] : await files.text(run, path);
    if (path !== null && typeof text === "object" && text !== null)
      return notShown(text as NotShown, path, this.#place);
    const all = typeof text === "string" ? text : "";
    return element("pre", {
      class: "media-text",
      text: showLines(all, mostText),
      attributes: { tabindex: 0 },
    });
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
