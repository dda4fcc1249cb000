import { svgElement } from "#webviews/shared/charts/plot/svgElement.ts";

import { columnsTable, type Plot } from "./plot.ts";
import type { PlottedRun } from "./plottedRun.ts";
import type { ColumnValue, RunColumn } from "./runColumn.ts";
import { attachFrame } from "./scatterFrame.ts";
import { shortLabel } from "./shortLabel.ts";
import { t } from "./texts.ts";
import { shownValue, thinTicks, type ValueScale, valueScale } from "./valueScale.ts";

const margin = { left: 90, right: 24, top: 28, bottom: 44 };
/** Of the plot, at each side, so that no dot lies on its edge. */
const room = 0.03;
const height = 420;
const closestTicks = { across: 56, up: 16 };
const characterWidth = 6.5;

export interface ScatterPlotOptions {
  readonly runs: readonly PlottedRun[];
  readonly x: RunColumn;
  readonly y: RunColumn;
  readonly width: number;
  readonly logs: Readonly<Record<string, boolean>>;
  /** Where there are any, the others are faint. */
  readonly picked: ReadonlySet<string>;
  readonly onPick: (refs: readonly string[]) => void;
  readonly onOpen: (ref: string) => void;
}

interface Dot {
  readonly ref: string;
  readonly root: SVGElement;
  readonly label: SVGElement;
  readonly cx: number;
  readonly cy: number;
}

/**
 * One dot for each run, by two columns. A drag over dots picks them. By keyboard, the arrows go from dot to dot, from left to
 * right; Space picks one, Enter opens its run.
 */
export function scatterPlot(options: ScatterPlotOptions): Plot {
  const { runs, x, y, width, logs, picked } = options;
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const across = withRoom(valueScale(x.values.values(), logs[x.id]));
  const up = withRoom(valueScale(y.values.values(), logs[y.id]));
  const left = (at: number): number => margin.left + at * (right - margin.left);
  const top = (at: number): number => bottom - at * (bottom - margin.top);
  const dots = runs
    .flatMap((run) => {
      const [atX, atY] = [x.values.get(run.ref), y.values.get(run.ref)];
      if (atX === undefined || atY === undefined) return [];
      const said = `${run.name}\n${x.label}: ${shownValue(atX)}\n${y.label}: ${shownValue(atY)}`;
      const [cx, cy] = [left(across.place(atX)), top(up.place(atY))];
      return [createDot(run, { cx, cy, said, picked })];
    })
    .toSorted((a, b) => a.cx - b.cx);
  attachKeys(dots, options);
  const root = svgElement(
    "svg",
    {
      class: "analysis-plot scatter",
      width,
      height,
      role: "group",
      "aria-label": t("{y} by {x} of {n} run{n:|s}", { x: x.label, y: y.label, n: dots.length }),
    },
    ...gridLines(up, margin.left, right, top),
    ...ticksBelow(across, right - margin.left).map(({ at, label }) =>
      text(left(at), bottom + 18, "middle", label),
    ),
    text((margin.left + right) / 2, height - 6, "middle", shortLabel(x.label, 60), "axis-name"),
    text(8, margin.top - 12, "start", shortLabel(y.label, 60), "axis-name"),
    svgElement(
      "g",
      {
        role: "listbox",
        "aria-multiselectable": "true",
        "aria-label": t("Runs; arrows go from one to the next, Space chooses, Enter opens"),
      },
      ...dots.flatMap(({ root, label }) => [root, label]),
    ),
  );
  attachFrame(root, dots, (inside, isAdded) => {
    options.onPick(isAdded ? [...picked, ...inside] : inside);
  });
  const shown = runs.filter(({ ref }) => dots.some((dot) => dot.ref === ref));
  return {
    root,
    drawing: () => root,
    table: () => columnsTable(runs, [x, y]),
    chosen: picked.size > 0 ? shown.map(({ ref }) => ref).filter((ref) => picked.has(ref)) : null,
    hint: t("Drag over dots, or click them, to choose runs"),
  };
}

function createDot(
  { ref, name, swatch }: PlottedRun,
  at: { cx: number; cy: number; said: string; picked: ReadonlySet<string> },
): Dot {
  const { cx, cy, said, picked } = at;
  const isPicked = picked.has(ref);
  const root = svgElement(
    "circle",
    {
      cx,
      cy,
      r: 6,
      fill: swatch.colour,
      class: picked.size > 0 && !isPicked ? "dot faint" : "dot",
      tabindex: -1,
      role: "option",
      "aria-selected": String(isPicked),
      "aria-label": said,
      "data-focus": ref,
      "data-ref": ref,
    },
    svgElement("title", {}, said),
  );
  const label = text(cx, cy - 12, "middle", shortLabel(name, 28), "dot-name");
  label.setAttribute("aria-hidden", "true");
  return { ref, root, label, cx, cy };
}

function attachKeys(dots: readonly Dot[], options: ScatterPlotOptions): void {
  const { picked, onPick, onOpen } = options;
  dots[0]?.root.setAttribute("tabindex", "0");
  for (const [i, { root, ref }] of dots.entries()) {
    root.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: dots.length - 1 }[event.key];
      const next = to === undefined ? undefined : dots[to];
      if (next) next.root.focus();
      else if (event.key === "Enter") onOpen(ref);
      else if (event.key === " ") onPick(toggled(picked, ref));
      else if (event.key === "Escape" && picked.size > 0) onPick([]);
      else return;
      event.preventDefault();
    });
  }
}

/** With one more, or one less. */
export function toggled(picked: ReadonlySet<string>, ref: string): string[] {
  return picked.has(ref) ? [...picked].filter((other) => other !== ref) : [...picked, ref];
}

function withRoom({ place, ticks, isLog }: ValueScale): ValueScale {
  const inside = (at: number): number => room + at * (1 - 2 * room);
  return {
    place: (value: ColumnValue) => inside(place(value)),
    ticks: ticks.map(({ at, label }) => ({ at: inside(at), label })),
    isLog,
  };
}

/** Horizontal lines with their labels at the left. */
function gridLines(
  { ticks }: ValueScale,
  left: number,
  right: number,
  top: (at: number) => number,
): SVGElement[] {
  const most = Math.floor((left - 12) / characterWidth);
  return thinTicks(ticks, closestTicks.up / (height - margin.top - margin.bottom)).flatMap(
    ({ at, label }) => [
      svgElement("line", { class: "grid", x1: left, x2: right, y1: top(at), y2: top(at) }),
      text(left - 8, top(at) + 4, "end", shortLabel(label, most)),
    ],
  );
}

/** As many ticks as there is room for, and of each as much. */
function ticksBelow({ ticks }: ValueScale, room: number): ValueScale["ticks"] {
  const kept = thinTicks(ticks, closestTicks.across / room);
  const most = Math.floor(room / Math.max(1, kept.length) / characterWidth);
  return kept.map(({ at, label }) => ({ at, label: shortLabel(label, Math.max(8, most)) }));
}

function text(x: number, y: number, anchor: string, content: string, name = "tick"): SVGElement {
  return svgElement("text", { x, y, "text-anchor": anchor, class: name }, content);
}
