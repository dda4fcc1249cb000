import type { AxisKind } from "#webviews/shared/charts/axes/axis.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";

import type { DrawnLine } from "./drawnLine.ts";
import type { DrawnStage } from "./drawnStages.ts";
import type { Outside } from "./outsideRange.ts";

/** All that a picture of a chart is made of. */
export interface ChartView {
  readonly lines: readonly DrawnLine[];
  readonly axis: AxisKind;
  /** What the x axis is called; null for steps, which need no word. */
  readonly axisTitle: string | null;
  readonly window: XWindow;
  /** From where to where the y axis goes. */
  readonly range: XWindow;
  /** The same where y is not zoomed. */
  readonly fullRange: XWindow;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly colours: ChartColours;
  /** Lines or runs that stand out from the others; null where none does. */
  readonly standOut: ReadonlySet<string> | null;
  /** Where stages begin, in the stretch shown. */
  readonly stages: readonly DrawnStage[];
  /** Values the y axis leaves out. */
  readonly outside: readonly { readonly line: DrawnLine; readonly outside: readonly Outside[] }[];
}
