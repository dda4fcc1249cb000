import type { Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";

/** A run as the plots of this tab draw it. */
export interface PlottedRun {
  /** `<source>:<id>`. */
  readonly ref: string;
  readonly name: string;
  readonly swatch: Swatch;
}
