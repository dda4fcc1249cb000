import type { Curve } from "./chartData.ts";
import type { LineColours } from "./theme.ts";

/** How one line among others is told apart. */
export interface LineLook {
  /** What it is called where there are several. */
  readonly label: string;
  readonly colours: LineColours;
  /** Lengths of dashes and gaps in pixels; empty for a line without gaps. */
  readonly dash: readonly number[];
}

/** A line as a chart draws it. */
export interface DrawnLine {
  readonly id: string;
  readonly curve: Curve;
  readonly look: LineLook;
}
