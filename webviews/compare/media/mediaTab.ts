import type { EventKey } from "#core/protocol/event.ts";
import type { Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { element } from "#webviews/shared/element.ts";
import { KeyFilter } from "#webviews/shared/media/keyFilter.ts";
import type { MediaFiles } from "#webviews/shared/media/mediaFiles.ts";
import { Refresher } from "#webviews/shared/refresher.ts";
import { setChildren } from "#webviews/shared/setChildren.ts";

import type { SourceCalls } from "../compareRoutes.ts";
import type { ComparedRun } from "../messages.ts";
import { nameOf } from "../runRow.ts";
import { t } from "../texts.ts";
import type { MediaPane, MediaRun } from "./mediaPane.ts";
import { MediaRow } from "./mediaRow.ts";
import { StepSlider } from "./stepSlider.ts";

/** Milliseconds between two updates for what was read. */
const updateInterval = 100;

export interface MediaTabOptions {
  readonly step: number | null;
  readonly callsOf: (source: string) => SourceCalls;
  readonly files: (source: string) => MediaFiles;
  readonly onStep: (step: number | null) => void;
  readonly onSave: (ref: string, path: string) => void;
  /** Opens a run where files of any size can be shown; not there where this is that place. */
  readonly onBrowser: ((ref: string) => void) | undefined;
  readonly onCount: (count: number) => void;
}

interface Known {
  readonly keys: readonly EventKey[] | null;
  readonly error: string;
}

/** What the runs logged to be looked at or listened to, side by side, all at one step. */
export class MediaTab {
  readonly root: HTMLElement;
  readonly #options: MediaTabOptions;
  readonly #rows = new Map<string, MediaRow>();
  readonly #body = element("div", { class: "media-rows" });
  readonly #empty = element("p", { class: "empty", attributes: { hidden: true } });
  readonly #slider: StepSlider;
  readonly #inSight: IntersectionObserver;
  readonly #paneOf = new WeakMap<Element, MediaPane>();
  /** Fifty runs answer one by one, and so do their panes. */
  readonly #answers = new Refresher(() => this.#show(), updateInterval);
  readonly #steps = new Refresher(() => this.#collectSteps(), updateInterval);
  readonly #known = new Map<string, Known>();
  /** The version of each run whose keys were asked for. */
  readonly #asked = new Map<string, number>();
  #runs: readonly { readonly run: ComparedRun; readonly swatch: Swatch }[] = [];
  readonly #filter = new KeyFilter(() => this.#show());

  constructor(options: MediaTabOptions) {
    this.#options = options;
    this.#slider = new StepSlider(options.step, (step) => {
      options.onStep(step);
      for (const { panes } of this.#rows.values()) for (const pane of panes) pane.goTo(step);
    });
    this.#inSight = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          this.#paneOf.get(target)?.setInSight(isIntersecting);
        }
      },
      { rootMargin: "300px" },
    );
    this.root = element(
      "div",
      { class: "compared-media" },
      element("h2", { class: "visually-hidden", text: t("Media") }),
      element(
        "div",
        { class: "toolbar", attributes: { role: "toolbar", "aria-label": t("Media") } },
        this.#filter.root,
        this.#slider.root,
      ),
      this.#body,
      this.#empty,
    );
  }

  update(runs: readonly { readonly run: ComparedRun; readonly swatch: Swatch }[]): void {
    this.#runs = runs;
    for (const { run } of runs) {
      if (run.connection !== "live" || this.#asked.get(run.ref) === run.events) continue;
      this.#asked.set(run.ref, run.events);
      void this.#ask(run);
    }
    this.#show();
  }

  dispose(): void {
    this.#inSight.disconnect();
    this.#answers.dispose();
    this.#steps.dispose();
    for (const row of this.#rows.values()) row.dispose();
    this.#rows.clear();
  }

  async #ask({ ref, source, id }: ComparedRun): Promise<void> {
    const before = this.#known.get(ref)?.keys ?? null;
    try {
      const { keys } = await this.#options
        .callsOf(source)
        .listMedia({ params: { id }, query: { limit: 1 } });
      this.#known.set(ref, { keys, error: "" });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#known.set(ref, { keys: before, error: text });
    }
    this.#answers.trigger();
  }

  #show(): void {
    const runs = this.#runs.map(({ run, swatch }) => this.#mediaRun(run, swatch));
    const keys = new Map<string, Pick<EventKey, "type" | "key">>();
    for (const { keys: own } of runs) {
      for (const { type, key } of own ?? []) keys.set(JSON.stringify([type, key]), { type, key });
    }
    this.#options.onCount(keys.size);
    const wanted = [...keys].filter(([, key]) => this.#filter.takes(key));
    const rows = wanted.map(([id, name]) => this.#rows.get(id) ?? this.#create(id, name));
    const roots = rows.map(({ root }) => root);
    setChildren(this.#body, roots);
    for (const row of rows) row.update(runs, this.#slider.step);
    this.#sayWhatIsMissing(runs, keys.size, rows.length);
    this.#steps.trigger();
  }

  #sayWhatIsMissing(runs: readonly MediaRun[], keys: number, rows: number): void {
    this.#empty.hidden = rows > 0;
    const reasons = runs.flatMap(({ name, keys: own, reason }) =>
      own === null && reason !== "" ? [`${name}: ${reason}`] : [],
    );
    const isReading = runs.some(({ keys: own, reason }) => own === null && reason === "");
    const nothing = isReading ? t("Loading…") : t("None of these runs logged any media yet.");
    this.#empty.textContent = keys > 0 ? t("Nothing matches.") : [nothing, ...reasons].join("\n");
  }

  #create(id: string, name: Pick<EventKey, "type" | "key">): MediaRow {
    const row = new MediaRow(name, {
      onSteps: () => this.#steps.trigger(),
      onStep: (by) => this.#slider.move(by),
      onPane: (pane) => {
        this.#paneOf.set(pane.root, pane);
        this.#inSight.observe(pane.root);
      },
      onGone: (pane) => this.#inSight.unobserve(pane.root),
    });
    this.#rows.set(id, row);
    return row;
  }

  #collectSteps(): void {
    const steps = new Set<number>();
    for (const { panes } of this.#rows.values()) {
      for (const pane of panes) for (const step of pane.steps) steps.add(step);
    }
    this.#slider.setSteps([...steps].toSorted((a, b) => a - b));
  }

  #mediaRun(run: ComparedRun, swatch: Swatch): MediaRun {
    const { ref, id, source, events, connection } = run;
    const { onSave, onBrowser } = this.#options;
    const { keys = null, error = "" } = this.#known.get(ref) ?? {};
    return {
      ref,
      id,
      name: nameOf(run),
      swatch,
      calls: this.#options.callsOf(source),
      files: this.#options.files(source),
      onSave: (path) => onSave(ref, path),
      onBrowser: onBrowser && (() => onBrowser(ref)),
      version: events,
      keys,
      reason: connection === "lost" ? t("This run cannot be reached now.") : error,
    };
  }
}
