import type { ChartMetric } from "./chartMetric.ts";
import type { ChartsUi } from "./chartsUi.ts";
import type { CombinedChart } from "./combinedChart.ts";
import { openCombinedEditor } from "./combinedEditor.ts";
import { combinedMetrics } from "./combinedMetrics.ts";

const idPrefix = "combined:";

/** What can be done with a chart of several metrics, which is the reader's own. */
export interface OwnChart {
  edit(anchor: HTMLElement): void;
  remove(): void;
}

/** The charts of several metrics on a board: made, changed and removed by the reader. */
export class BoardCombined {
  readonly #ui: () => ChartsUi;
  readonly #onUi: (change: Partial<ChartsUi>) => void;
  #known: readonly string[] = [];
  #charts = new Map<string, ChartMetric>();

  constructor(ui: () => ChartsUi, onUi: (change: Partial<ChartsUi>) => void) {
    this.#ui = ui;
    this.#onUi = onUi;
  }

  get keys(): string[] {
    return [...this.#charts.keys()];
  }

  get(key: string): ChartMetric | undefined {
    return this.#charts.get(key);
  }

  /** The metrics there are, or the charts made of them, are others. */
  update(metrics: readonly ChartMetric[]): void {
    this.#known = metrics.map(({ key }) => key);
    this.#charts = combinedMetrics(this.#ui().combined, metrics);
  }

  /** Draws the metrics that match the filter of the board in one chart. Returns its key. */
  add(): string {
    const { combined, filter } = this.#ui();
    const pattern = filter.trim() === "" ? "." : filter.trim();
    const last = Math.max(0, ...combined.map(({ id }) => Number(id.slice(idPrefix.length)) || 0));
    const id = `${idPrefix}${last + 1}`;
    this.#onUi({ combined: [...combined, { id, name: "", pattern, also: [], without: [] }] });
    return id;
  }

  /** Undefined for a chart that is there as long as its metric. */
  own(key: string): OwnChart | undefined {
    const chart = this.#ui().combined.find(({ id }) => id === key);
    if (!chart) return undefined;
    const remove = (): void => this.#remove(key);
    return {
      remove,
      edit: (anchor) =>
        openCombinedEditor(anchor, {
          chart,
          metrics: this.#known,
          onChange: (changed) => this.#change(changed),
          remove,
        }),
    };
  }

  #change(chart: CombinedChart): void {
    const { combined } = this.#ui();
    this.#onUi({ combined: combined.map((one) => (one.id === chart.id ? chart : one)) });
  }

  /** With all that was set for it: the next one may take its id. */
  #remove(key: string): void {
    const { combined, styles, windows, windowsY, expanded, order } = this.#ui();
    this.#onUi({
      combined: combined.filter(({ id }) => id !== key),
      styles: without(styles, key),
      windows: without(windows, key),
      windowsY: without(windowsY, key),
      expanded: expanded.filter((other) => other !== key),
      order: order.filter((other) => other !== key),
    });
  }
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
): Record<string, Value> {
  const { [key]: _, ...others } = record;
  return others;
}
