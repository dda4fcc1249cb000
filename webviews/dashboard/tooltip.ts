import type { Series, XAxis } from "#core/protocol/metric.ts";
import { element } from "#webviews/shared/element.ts";
import { formatNumber, formatStep } from "#webviews/shared/format.ts";

import { formatX } from "./axis.ts";

/** What a bucket says, one line each. `smoothed` is NaN where no smoothing is on. */
export function describeBucket(
  series: Series,
  row: number,
  axis: XAxis,
  smoothed: number,
): { title: string; lines: [name: string, value: string][] } {
  const at = (column: ArrayLike<number>): number => column[row] ?? NaN;
  const count = at(series.count);
  const lines: [string, string][] = [];
  if (Number.isFinite(smoothed)) lines.push(["Smoothed", formatNumber(smoothed)]);
  if (count === 1) lines.push(["Value", formatNumber(at(series.mean))]);
  if (count > 1) {
    lines.push(["Mean", formatNumber(at(series.mean))]);
    lines.push(["Min", formatNumber(at(series.min))], ["Max", formatNumber(at(series.max))]);
    lines.push(["Points", formatStep(count)]);
  }
  for (const [name, column] of [
    ["NaN", series.nan],
    ["∞", series.pos_inf],
    ["-∞", series.neg_inf],
  ] as const) {
    const n = at(column);
    if (n > 0) lines.push([name, n === 1 ? "1 point" : `${formatStep(n)} points`]);
  }
  return { title: formatX(axis, at(series.x_first), at(series.x_last)), lines };
}

/** One floating box for all charts of a page. */
export class Tooltip {
  readonly root = element("div", {
    class: "tooltip",
    attributes: { hidden: true, "aria-hidden": "true" },
  });

  /** Shows it beside a place of the window, on the side where there is room. */
  show(x: number, y: number, title: string, lines: readonly [string, string][]): void {
    this.root.replaceChildren(
      element("div", { class: "tooltip-title", text: title }),
      ...lines.map(([name, value]) =>
        element(
          "div",
          { class: "tooltip-line" },
          element("span", { text: name }),
          element("span", { class: "number", text: value }),
        ),
      ),
    );
    this.root.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const left = x + 14 + width > innerWidth ? x - 14 - width : x + 14;
    const top = Math.min(Math.max(4, y - height / 2), innerHeight - height - 4);
    this.root.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide(): void {
    this.root.hidden = true;
  }
}
