import type { RunStatus } from "#core/protocol/format.ts";
import type { Curve, Point } from "#webviews/shared/charts/data/chartData.ts";
import type { StageMark } from "#webviews/shared/charts/data/stageMarks.ts";
import type { LineColours } from "#webviews/shared/charts/theme.ts";

/** How one line among others is told apart. */
export interface LineLook {
  /** What it is called where there are several. */
  readonly label: string;
  readonly colours: LineColours;
  /** Lengths of dashes and gaps in pixels; empty for a line without gaps. */
  readonly dash: readonly number[];
  /** How the run stands, marked at the end of its line; absent where the line is of several runs. */
  readonly status?: RunStatus;
}

/** A line as a chart draws it. */
export interface DrawnLine {
  /** Of the run and, in a chart of several metrics, of the metric. */
  readonly id: string;
  /** Of the run, or the group of runs. */
  readonly run: string;
  readonly metric: string;
  readonly curve: Curve;
  readonly look: LineLook;
  /** Where its best value is, if the run says which values are better, and one of them is in the stretch shown. */
  readonly best: Point | null;
  /** Where its stages begin; none where they are not to be marked. */
  readonly stages: readonly StageMark[];
}

/** Whether a line stands out, or others do. `standOut`: ids of lines or of runs; null where none does. */
export function emphasisOf(
  { id, run }: Pick<DrawnLine, "id" | "run">,
  standOut: ReadonlySet<string> | null,
): "usual" | "strong" | "faint" {
  if (standOut === null) return "usual";
  return standOut.has(id) || standOut.has(run) ? "strong" : "faint";
}
