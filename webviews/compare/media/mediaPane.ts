import type { EventKey } from "#core/protocol/event.ts";
import { lineSwatch, type Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { element, setText } from "#webviews/shared/element.ts";
import type { MediaFiles } from "#webviews/shared/media/mediaFiles.ts";
import { MediaGrid } from "#webviews/shared/media/mediaGrid.ts";
import { MediaSeries } from "#webviews/shared/media/mediaSeries.ts";

import type { SourceCalls } from "../compareRoutes.ts";
import { t } from "../texts.ts";

/** One of the runs, as its media are shown. */
export interface MediaRun {
  readonly ref: string;
  readonly id: string;
  readonly name: string;
  readonly swatch: Swatch;
  readonly calls: SourceCalls;
  readonly files: MediaFiles;
  readonly onSave: (path: string) => void;
  readonly onBrowser: (() => void) | undefined;
  /** Another number where there is more to be read. */
  readonly version: number;
  /** What it logged; null where that is not known. */
  readonly keys: readonly EventKey[] | null;
  /** Why that is not known; empty while it is being read. */
  readonly reason: string;
}

export interface MediaPaneEvents {
  /** Other steps than before are known. */
  readonly onSteps: () => void;
  /** All are to go on by so many steps. */
  readonly onStep: (by: number) => void;
}

/** What one run logged under one key: at each step what lies nearest to that. Reads once it is in sight. */
export class MediaPane {
  readonly root: HTMLElement;
  readonly #name: Pick<EventKey, "type" | "key">;
  readonly #series: MediaSeries;
  readonly #grid: MediaGrid;
  readonly #title = element("div", { class: "media-title" });
  readonly #missing = element("p", { class: "empty" });
  readonly #onSteps: () => void;
  #run: MediaRun;
  #looks = "";
  #isInSight = false;
  #step: number | null = null;
  #version = -1;

  constructor(run: MediaRun, name: Pick<EventKey, "type" | "key">, on: MediaPaneEvents) {
    this.#run = run;
    this.#name = name;
    this.#onSteps = on.onSteps;
    this.#series = new MediaSeries(run.calls, run.id, name);
    const { files, id, onSave, onBrowser } = run;
    this.#grid = new MediaGrid({ files, run: id, onSave, onBrowser, onStep: on.onStep });
    this.root = element(
      "div",
      { class: "media-pane" },
      this.#title,
      this.#grid.root,
      this.#missing,
    );
    this.#say(t("Loading…"));
  }

  get steps(): readonly number[] {
    return this.#series.steps.flatMap(({ step }) => step ?? []);
  }

  update(run: MediaRun): void {
    this.#run = run;
    const looks = JSON.stringify([run.name, run.swatch]);
    if (looks !== this.#looks) {
      this.#looks = looks;
      this.#title.replaceChildren(lineSwatch(run.swatch), element("span", { text: run.name }));
      this.#title.title = run.name;
    }
    void this.#load();
  }

  setInSight(isInSight: boolean): void {
    this.#isInSight = isInSight;
    void this.#load();
  }

  /** Null for the last one. */
  goTo(step: number | null): void {
    this.#step = step;
    this.#show();
  }

  dispose(): void {
    this.#grid.dispose();
  }

  async #load(): Promise<void> {
    const { version, keys } = this.#run;
    if (!this.#isInSight) return;
    if (!this.#has(keys)) {
      this.#show();
      return;
    }
    if (version === this.#version) return;
    this.#version = version;
    try {
      await this.#series.load();
    } catch (error) {
      this.#version = -1;
      if (this.#series.steps.length === 0) {
        this.#say(error instanceof Error ? error.message : String(error));
        return;
      }
    }
    this.#onSteps();
    this.#show();
  }

  #has(keys: MediaRun["keys"]): boolean {
    const { type, key } = this.#name;
    return keys?.some((one) => one.type === type && one.key === key) === true;
  }

  #show(): void {
    const nearest = this.#series.nearest(this.#step);
    if (nearest) {
      this.#say("");
      if (this.#isInSight) void this.#grid.show(nearest, this.#series);
    } else if (this.#run.keys === null) {
      this.#say(this.#run.reason || t("Loading…"));
    } else {
      this.#say(this.#has(this.#run.keys) ? t("Loading…") : t("This run has nothing of this."));
    }
  }

  #say(text: string): void {
    setText(this.#missing, text);
    this.#missing.hidden = text === "";
    this.#grid.root.hidden = text !== "";
  }
}
