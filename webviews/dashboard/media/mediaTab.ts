import type { EventKey } from "#core/protocol/event.ts";
import { checkbox } from "#webviews/shared/controls.ts";
import { element, icon } from "#webviews/shared/element.ts";
import { KeyFilter } from "#webviews/shared/media/keyFilter.ts";
import type { MediaFiles } from "#webviews/shared/media/mediaFiles.ts";
import { RunPicker } from "#webviews/shared/runPicker.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";
import { setChildren } from "#webviews/shared/setChildren.ts";

import type { RunCalls } from "../pageRoutes.ts";
import { t } from "../texts.ts";
import { MediaSection } from "./mediaSection.ts";

const mostOthers = 5;
/** Milliseconds after which is asked again what could not be read. */
const retryDelay = 2000;

export interface ShownRun {
  readonly id: string;
  readonly title: string;
}

/** What the sections of a page of media have in common. */
export interface MediaHost {
  readonly client: RunCalls;
  readonly files: MediaFiles;
  readonly onSave: (run: string, path: string) => void;
  readonly onBrowser: ((run: string) => void) | undefined;
  /** The slider of a section was moved. */
  onStep(from: MediaSection, step: number): void;
}

/** Everything a run has to look at or to listen to, by key. */
export class MediaTab {
  readonly root: HTMLElement;
  readonly #client: RunCalls;
  readonly #host: MediaHost;
  readonly #sections = new Map<string, MediaSection>();
  readonly #body = element("div", { class: "media-sections" });
  readonly #others = element("span", { class: "media-others" });
  readonly #empty = element("p", { class: "empty" });
  readonly #inSight: IntersectionObserver;
  readonly #onCount: (count: number) => void;
  #runs: readonly ShownRun[];
  #keys: readonly EventKey[] = [];
  readonly #filter = new KeyFilter(() => this.#arrange());
  #isLinked = false;
  #version = -1;
  #shown = false;
  #problem: string | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: {
    readonly client: RunCalls;
    readonly files: MediaFiles;
    readonly run: string;
    readonly onSave: MediaHost["onSave"];
    readonly onBrowser: MediaHost["onBrowser"];
    readonly onCount: (count: number) => void;
  }) {
    const { client, files, run, onSave, onBrowser, onCount } = options;
    this.#client = client;
    this.#onCount = onCount;
    this.#runs = [{ id: run, title: t("This run") }];
    this.#host = {
      client,
      files,
      onSave,
      onBrowser,
      onStep: (from, step) => this.#onStep(from, step),
    };
    this.#inSight = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const section = [...this.#sections.values()].find(({ root }) => root === target);
          section?.setInSight(isIntersecting);
        }
      },
      { rootMargin: "300px" },
    );
    const picker = new RunPicker({
      label: t("Compare with…"),
      client,
      except: () => this.#runs.map(({ id }) => id),
      onPick: (other) => {
        if (this.#runs.length <= mostOthers)
          this.#setRuns([...this.#runs, { id: other.id, title: runTitle(other) }]);
      },
    });
    const linked = checkbox({
      label: t("All keys at one step"),
      title: t("Moves the sliders of all keys together"),
      checked: false,
      onChange: (isLinked) => (this.#isLinked = isLinked),
    });
    this.root = element(
      "div",
      { class: "media" },
      element("h2", { class: "visually-hidden", text: t("Media") }),
      element("div", { class: "toolbar" }, this.#filter.root, linked, picker.root, this.#others),
      this.#body,
      this.#empty,
    );
    this.#empty.hidden = true;
  }

  /** `version` is another number where there is more to be read. */
  update(version: number): void {
    if (version === this.#version) return;
    this.#version = version;
    void this.#load();
  }

  onShown(): void {
    this.#shown = true;
    void this.#load();
  }

  onHidden(): void {
    this.#shown = false;
  }

  dispose(): void {
    clearTimeout(this.#retry);
    this.#inSight.disconnect();
    for (const section of this.#sections.values()) section.dispose();
  }

  async #load(): Promise<void> {
    clearTimeout(this.#retry);
    const id = this.#runs[0]?.id ?? "";
    try {
      const { keys } = await this.#client.listMedia({ params: { id }, query: { limit: 1 } });
      this.#keys = keys;
      this.#problem = null;
      this.#onCount(keys.length);
    } catch (error) {
      // Of a run that has ended no news will come.
      this.#problem = error instanceof Error ? error.message : String(error);
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.#load(), retryDelay);
    }
    if (!this.#shown) return;
    this.#arrange();
    for (const section of this.#sections.values()) void section.load();
  }

  #arrange(): void {
    const wanted = this.#keys.filter((key) => this.#filter.takes(key));
    const roots = wanted.map((name) => {
      const id = JSON.stringify([name.type, name.key]);
      const section = this.#sections.get(id) ?? this.#create(id, name);
      return section.root;
    });
    setChildren(this.#body, roots);
    this.#empty.hidden = roots.length > 0;
    const nothing =
      this.#keys.length === 0 ? t("Nothing to look at was logged yet.") : t("Nothing matches.");
    this.#empty.textContent = this.#problem ?? nothing;
  }

  #create(id: string, { type, key }: EventKey): MediaSection {
    const section = new MediaSection({ type, key }, this.#host);
    this.#sections.set(id, section);
    section.setRuns(this.#runs);
    this.#inSight.observe(section.root);
    return section;
  }

  #setRuns(runs: readonly ShownRun[]): void {
    this.#runs = runs;
    this.root.classList.toggle("compared", runs.length > 1);
    this.#others.replaceChildren(
      ...runs.slice(1).map((run) =>
        element(
          "button",
          {
            class: "chip",
            attributes: { type: "button", "aria-label": t("Remove {run}", { run: run.title }) },
            on: { click: () => this.#setRuns(this.#runs.filter(({ id }) => id !== run.id)) },
          },
          element("span", { text: run.title }),
          icon("close"),
        ),
      ),
    );
    for (const section of this.#sections.values()) section.setRuns(runs);
  }

  #onStep(from: MediaSection, step: number): void {
    if (!this.#isLinked) return;
    for (const section of this.#sections.values()) if (section !== from) section.goTo(step);
  }
}
