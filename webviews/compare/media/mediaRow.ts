import type { EventKey } from "#core/protocol/event.ts";
import { element, icon } from "#webviews/shared/element.ts";
import { mediaIcon } from "#webviews/shared/media/mediaIcon.ts";
import { setChildren } from "#webviews/shared/setChildren.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { MediaPane, type MediaPaneEvents, type MediaRun } from "./mediaPane.ts";

export interface MediaRowEvents extends MediaPaneEvents {
  /** There is another one, to be told when it comes into sight. */
  readonly onPane: (pane: MediaPane) => void;
  readonly onGone: (pane: MediaPane) => void;
}

/** What the runs logged under one key, side by side. */
export class MediaRow {
  readonly root: HTMLElement;
  readonly #name: Pick<EventKey, "type" | "key">;
  readonly #body = element("div", { class: "media-panes" });
  readonly #on: MediaRowEvents;
  #panes = new Map<string, MediaPane>();

  constructor(name: Pick<EventKey, "type" | "key">, on: MediaRowEvents) {
    this.#name = name;
    this.#on = on;
    const title = showControls(name.key ?? name.type);
    // To be scrolled sideways, also by keyboard.
    for (const [key, value] of Object.entries({
      tabindex: "0",
      role: "group",
      "aria-label": title,
    }))
      this.#body.setAttribute(key, value);
    this.root = element(
      "section",
      { class: "media-section" },
      element("header", {}, icon(mediaIcon(name.type)), element("h3", { text: title })),
      this.#body,
    );
  }

  get panes(): Iterable<MediaPane> {
    return this.#panes.values();
  }

  update(runs: readonly MediaRun[], step: number | null): void {
    const before = this.#panes;
    this.#panes = new Map(
      runs.map((run) => [run.ref, before.get(run.ref) ?? this.#create(run, step)]),
    );
    for (const [ref, pane] of before) if (!this.#panes.has(ref)) this.#drop(pane);
    const roots = [...this.#panes.values()].map(({ root }) => root);
    setChildren(this.#body, roots);
    for (const run of runs) this.#panes.get(run.ref)?.update(run);
  }

  dispose(): void {
    for (const pane of this.#panes.values()) this.#drop(pane);
    this.#panes.clear();
  }

  #create(run: MediaRun, step: number | null): MediaPane {
    const pane = new MediaPane(run, this.#name, this.#on);
    pane.goTo(step);
    this.#on.onPane(pane);
    return pane;
  }

  #drop(pane: MediaPane): void {
    this.#on.onGone(pane);
    pane.root.remove();
    pane.dispose();
  }
}
