import type { PlotSize } from "./chart.ts";
import type { ChartView } from "./chartView.ts";
import type { DrawnLine } from "./drawnLine.ts";
import type { Frame } from "./frame.ts";

/** Lines of a chart in which others grow: to lay a picture of them down costs a tenth of drawing them. */
export class StillLines {
  readonly #canvas = document.createElement("canvas");
  /** What the picture is of, and what was asked for last. */
  #made: readonly unknown[] = [];
  #asked: readonly unknown[] = [];

  /** `draw` draws the lines; what it draws is kept from the second time on that it would be the same. */
  draw(
    frame: Frame,
    { width, height }: PlotSize,
    { window, range, logX, logY }: ChartView,
    lines: readonly DrawnLine[],
    draw: (into: Frame) => void,
  ): void {
    const { ctx, area } = frame;
    const ratio = devicePixelRatio;
    const size = [width, height, ratio, area.left, area.right, area.top, area.bottom];
    const axes = [window.min, window.max, range.min, range.max, logX, logY];
    const wanted = [
      ...size,
      ...axes,
      ...lines.flatMap(({ curve, look: { colours, dash } }) => [
        curve,
        colours.line,
        colours.band,
        dash.join(),
      ]),
    ];
    const isAskedAgain = areEqual(wanted, this.#asked);
    this.#asked = wanted;
    if (!isAskedAgain) {
      draw(frame);
      return;
    }
    if (!areEqual(wanted, this.#made)) {
      const canvas = this.#canvas;
      canvas.width = Math.ceil(width * ratio);
      canvas.height = Math.ceil(height * ratio);
      const into = canvas.getContext("2d");
      if (!into) return draw(frame);
      into.scale(ratio, ratio);
      draw({ ...frame, ctx: into });
      this.#made = wanted;
    }
    ctx.drawImage(this.#canvas, 0, 0, this.#canvas.width / ratio, this.#canvas.height / ratio);
  }

  dispose(): void {
    this.#canvas.width = this.#canvas.height = 0;
    this.#made = this.#asked = [];
  }
}

function areEqual(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
