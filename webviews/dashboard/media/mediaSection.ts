import type { EventKey } from "#core/protocol/event.ts";
import { slider } from "#webviews/shared/controls.ts";
import { element, icon, iconButton, setText } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { MediaGrid } from "#webviews/shared/media/mediaGrid.ts";
import { mediaIcon } from "#webviews/shared/media/mediaIcon.ts";
import { MediaSeries, type MediaStep } from "#webviews/shared/media/mediaSeries.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { t } from "../texts.ts";
import type { MediaHost, ShownRun } from "./mediaTab.ts";

interface Pane {
  readonly run: ShownRun;
  readonly series: MediaSeries;
  readonly grid: MediaGrid;
  readonly root: HTMLElement;
}

/** What runs logged under one key: a slider over its steps, the runs side by side. Reads once it is in sight. */
export class MediaSection {
  readonly root: HTMLElement;
  readonly name: Pick<EventKey, "type" | "key">;
  readonly #host: MediaHost;
  readonly #panes = element("div", { class: "media-panes" });
  readonly #slider: HTMLInputElement;
  readonly #step = element("output", { class: "number" });
  readonly #controls: HTMLElement;
  #shown: readonly Pane[] = [];
  #isInSight = false;
  /** At the end until somebody moves it: what comes is shown. */
  #follows = true;
  #at: MediaStep | undefined;

  constructor(name: Pick<EventKey, "type" | "key">, host: MediaHost) {
    this.name = name;
    this.#host = host;
    this.#slider = slider({
      label: t("Step"),
      max: 0,
      step: 1,
      value: 0,
      onInput: () => this.#onMoved(),
    });
    this.#controls = element(
      "span",
      { class: "media-controls" },
      iconButton("chevron-left", t("Previous step"), () => this.#move(-1)),
      this.#slider,
      iconButton("chevron-right", t("Next step"), () => this.#move(1)),
      this.#step,
    );
    this.root = element(
      "section",
      { class: "media-section" },
      element(
        "header",
        {},
        icon(mediaIcon(name.type)),
        element("h3", { text: showControls(name.key ?? name.type) }),
        this.#controls,
      ),
      this.#panes,
    );
  }

  setRuns(runs: readonly ShownRun[]): void {
    const held = new Map(this.#shown.map((pane) => [pane.run.id, pane]));
    this.#shown = runs.map((run) => held.get(run.id) ?? this.#pane(run));
    for (const pane of held.values()) if (!this.#shown.includes(pane)) pane.grid.dispose();
    this.#panes.replaceChildren(...this.#shown.map(({ root }) => root));
    void this.load();
  }

  setInSight(isInSight: boolean): void {
    const came = isInSight && !this.#isInSight;
    this.#isInSight = isInSight;
    if (came) void this.load();
  }

  /** Reads what is new. */
  async load(): Promise<void> {
    if (!this.#isInSight) return;
    await Promise.all(this.#shown.map(({ series }) => series.load().catch(() => undefined)));
    const steps = this.#shown[0]?.series.steps ?? [];
    const last = Math.max(0, steps.length - 1);
    // Places of steps change where one comes in between, or some are left out.
    const at = this.#follows || !this.#at ? last : this.#placeOf(this.#at);
    this.#slider.max = String(last);
    this.#slider.value = String(at);
    this.#controls.hidden = last === 0;
    await this.#show();
  }

  /** Goes to what lies nearest to a step, for sliders that are moved together. */
  goTo(step: number): void {
    const nearest = this.#shown[0]?.series.nearest(step);
    const at = nearest ? this.#placeOf(nearest) : -1;
    if (at < 0) return;
    this.#slider.value = String(at);
    this.#follows = at === Number(this.#slider.max);
    void this.#show();
  }

  dispose(): void {
    for (const { grid } of this.#shown) grid.dispose();
  }

  #pane(run: ShownRun): Pane {
    const { files, onSave, onBrowser } = this.#host;
    const grid = new MediaGrid({
      files,
      run: run.id,
      onSave: (path) => onSave(run.id, path),
      onBrowser: onBrowser && (() => onBrowser(run.id)),
      onStep: (by) => this.#move(by),
    });
    const series = new MediaSeries(this.#host.client, run.id, this.name);
    const root = element(
      "div",
      { class: "media-pane" },
      element("div", { class: "media-run", text: run.title, title: run.title }),
      grid.root,
    );
    return { run, series, grid, root };
  }

  /** Where the slider is for a step, or for the nearest one where it is no longer there. */
  #placeOf(wanted: MediaStep): number {
    const { steps = [] } = this.#shown[0]?.series ?? {};
    const at = steps.indexOf(wanted);
    if (at >= 0) return at;
    const nearest = this.#shown[0]?.series.nearest(wanted.step);
    return nearest ? steps.indexOf(nearest) : 0;
  }

  #move(by: number): void {
    this.#slider.value = String(Number(this.#slider.value) + by);
    this.#onMoved();
  }

  #onMoved(): void {
    const at = Number(this.#slider.value);
    this.#follows = at === Number(this.#slider.max);
    const step = this.#shown[0]?.series.steps[at]?.step ?? null;
    if (step !== null) this.#host.onStep(this, step);
    void this.#show();
  }

  async #show(): Promise<void> {
    const [own, ...others] = this.#shown;
    const shown = own?.series.steps[Number(this.#slider.value)];
    const step = shown?.step ?? null;
    this.#at = shown;
    const text = step === null ? t("no step") : t("step {step}", { step: formatStep(step) });
    setText(this.#step, text);
    this.#slider.setAttribute("aria-valuetext", text);
    const shows = own && shown ? [own.grid.show(shown, own.series)] : [];
    for (const { series, grid, root, run } of others) {
      const nearest = series.nearest(step);
      root.classList.toggle("nothing", nearest === undefined);
      if (nearest) shows.push(grid.show(nearest, series));
      else root.dataset["nothing"] = t("{run} has nothing of this.", { run: run.title });
    }
    await Promise.all(shows);
  }
}
