import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";
import type { LineLook } from "#webviews/shared/charts/plot/drawnLine.ts";
import type { PlotOptions } from "#webviews/shared/charts/plot/plotOptions.ts";
import { type ChartColours, readColours } from "#webviews/shared/charts/theme.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";

import type { ChartsUi } from "./chartsUi.ts";

/** How the charts of a board are drawn, each like the others where nothing else was set for it. */
export class BoardStyle {
  readonly #ui: () => ChartsUi;
  readonly #look: (id: string, colours: ChartColours) => LineLook;
  readonly #axisOf: (key: string) => string | undefined;
  settings: ChartSettings;
  colours = readColours();
  /** A line pointed at outside of its plot. */
  pointed: string | null = null;

  constructor(
    ui: () => ChartsUi,
    settings: ChartSettings,
    look: (id: string, colours: ChartColours) => LineLook,
    axisOf: (key: string) => string | undefined,
  ) {
    this.#ui = ui;
    this.settings = settings;
    this.#look = look;
    this.#axisOf = axisOf;
  }

  /** Over what its runs say, as long as the reader leaves the board over steps. */
  of(key: string): ChartStyle {
    const { style, styles } = this.#ui();
    const said = style.axis === "step" ? this.#axisOf(key) : undefined;
    return { ...style, ...(said !== undefined && { axis: said }), ...styles[key] };
  }

  /** Of smoothing. */
  amount({ amount }: ChartStyle): number {
    return amount ?? this.settings.smoothing;
  }

  options(key: string): PlotOptions {
    const style = this.of(key);
    const { colours, pointed } = this;
    const { fullScreen, pinned } = this.#ui();
    // The whole page has room for more.
    const points = this.settings.points * (fullScreen === key ? 2 : 1);
    const standOut = new Set(pointed === null ? pinned : [...pinned, pointed]);
    const look = (id: string): LineLook => this.#look(id, colours);
    return { style, amount: this.amount(style), points, colours, look, standOut };
  }
}
