import type { MetricInfo } from "#core/protocol/metric.ts";
import { parseChartsUi } from "#webviews/shared/charts/board/chartsUi.ts";
import { ChartsView } from "#webviews/shared/charts/board/chartsView.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";
import type { SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";
import { checkbox } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";

import { chartedMetric } from "../chartedMetric.ts";
import type { RunCalls } from "../pageRoutes.ts";
import { t } from "../texts.ts";

/** Before the keys of samples, so that they do not meet those of the training. */
const prefix = "system/";

export interface SystemTabOptions {
  readonly client: Pick<RunCalls, "getSystem">;
  readonly run: string;
  readonly settings: ChartSettings;
  /** Curves of the training, and of the machine by their own keys. */
  readonly training: LineSource;
  readonly machine: LineSource;
  /** What the reader set on these charts. */
  readonly kept: unknown;
  readonly save: SaveFile | undefined;
  readonly onUi: (ui: object) => void;
}

/** What the machine did while the run trained: its samples and the training's curves over one time axis. */
export class SystemTab {
  readonly root = element("div", { class: "system" });
  readonly #options: SystemTabOptions;
  readonly #charts: ChartsView;
  #samples: readonly MetricInfo[] = [];
  #metrics: readonly MetricInfo[] = [];
  #settings: ChartSettings;
  #withTraining = true;
  #version = -1;
  #shown = false;

  constructor(options: SystemTabOptions) {
    this.#options = options;
    this.#settings = options.settings;
    const beside = checkbox({
      label: t("Training metrics beside them"),
      title: t("Training metrics beside them"),
      checked: true,
      onChange: (checked) => {
        this.#withTraining = checked;
        this.#draw();
      },
    });
    const { kept } = options;
    // Samples have no steps that mean anything: what they have in common with the training is time.
    const overTime = { axis: "time", style: { axis: "time" } };
    const source: LineSource = {
      ask: (key, request) =>
        key.startsWith(prefix)
          ? options.machine.ask(key.slice(prefix.length), request)
          : options.training.ask(key, request),
    };
    const page = {
      ui: parseChartsUi(typeof kept === "object" && kept !== null ? kept : overTime),
      settings: options.settings,
      source,
      hasMetricAxis: false,
      controls: [beside],
      look: (_: string, { line }: ChartColours) => ({ label: "", colours: line, dash: [] }),
      save: options.save,
      onUi: options.onUi,
    };
    this.#charts = new ChartsView(page);
    this.root.append(this.#charts.root);
  }

  /** `version` is another number where there are new samples. */
  update(version: number, metrics: readonly MetricInfo[], settings: ChartSettings): void {
    this.#metrics = metrics;
    this.#settings = settings;
    const isNew = version !== this.#version;
    this.#version = version;
    if (!this.#shown) return;
    if (isNew) void this.#load();
    else this.#draw();
  }

  onShown(): void {
    this.#shown = true;
    void this.#load();
  }

  onHidden(): void {
    this.#shown = false;
  }

  dispose(): void {
    this.#charts.dispose();
  }

  async #load(): Promise<void> {
    const { client, run } = this.#options;
    const answer = await client.getSystem({ params: { id: run } }).catch(() => null);
    if (answer) this.#samples = answer.metrics;
    this.#draw();
  }

  #draw(): void {
    const samples = this.#samples.map((sample) => ({ ...sample, key: prefix + sample.key }));
    const training = this.#withTraining && samples.length > 0 ? this.#metrics : [];
    this.#charts.update([...samples, ...training].map(chartedMetric), this.#settings);
    if (samples.length === 0) {
      this.#charts.setEmptyText(t("This run sampled nothing of its machine."));
    }
  }
}
