import { type DrawnLine, emphasisOf } from "./drawnLine.ts";
import { drawWithin, type Frame } from "./frame.ts";

/** Pixels beyond the axes that are drawn, so that a line at the edge is as thick as elsewhere. */
const beyond = 4;

/** One line as it is drawn over those before it. */
interface Stroke {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
  /** Of a dot for each row, in pixels. */
  readonly radius: number | readonly number[];
  /** The lowest is drawn last. */
  readonly order: number;
}

/** Draws these lines, and the points that no line reaches. */
export function drawStrokes(
  frame: Frame,
  lines: readonly DrawnLine[],
  standOut: ReadonlySet<string> | null,
): void {
  drawWithin(frame, beyond, () => {
    for (const stroke of strokesOf(lines, standOut)) draw(frame.ctx, stroke, frame.x, frame.y);
  });
}

/** The smoothed lines above the raw ones, the first line above the others, and those that stand out above all. */
function strokesOf(lines: readonly DrawnLine[], standOut: ReadonlySet<string> | null): Stroke[] {
  return lines
    .flatMap((line, i) => {
      const emphasis = emphasisOf(line, standOut);
      const order = i + (emphasis === "strong" ? 0 : 2 * lines.length);
      return strokesOfLine(line, emphasis, order, lines.length);
    })
    .sort((a, b) => b.order - a.order);
}

function strokesOfLine(
  { curve, look }: DrawnLine,
  emphasis: ReturnType<typeof emphasisOf>,
  order: number,
  behind: number,
): Stroke[] {
  const { x, y, smoothed, radius } = curve;
  const { line, rawLine } = look.colours;
  const { dash } = look;
  const full = emphasis === "faint" ? rawLine : line;
  const more = emphasis === "strong" ? 1 : 0;
  if (!smoothed) return [{ x, y, colour: full, width: 1.5 + more, dash, radius, order }];
  const above = { x, y: smoothed, colour: full, width: 2 + more, dash, radius: 0, order };
  // Behind its smoothed line and others, a faint raw line only hides them.
  if (emphasis === "faint") return [above];
  const raw = { x, y, colour: rawLine, width: 1.5 + more, dash, radius };
  return [{ ...raw, order: order + behind }, above];
}

function draw(
  ctx: CanvasRenderingContext2D,
  { x: places, y: values, colour, width, dash, radius }: Stroke,
  x: (value: number) => number,
  y: (value: number) => number,
): void {
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash([...dash]);
  ctx.beginPath();
  let isOpen = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value !== value) {
      isOpen = false;
    } else if (isOpen) {
      ctx.lineTo(x(places[i] ?? NaN), y(value));
    } else {
      ctx.moveTo(x(places[i] ?? NaN), y(value));
      isOpen = true;
    }
  }
  ctx.stroke();
  if (radius === 0) return;
  ctx.beginPath();
  for (let i = 0; i < values.length; i++) {
    const size = typeof radius === "number" ? radius : (radius[i] ?? 0);
    const [left, top] = [x(places[i] ?? NaN), y(values[i] ?? NaN)];
    if (size === 0 || Number.isNaN(top)) continue;
    ctx.moveTo(left + size, top);
    ctx.arc(left, top, size, 0, 2 * Math.PI);
  }
  ctx.fill();
}
