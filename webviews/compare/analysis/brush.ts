/** A stretch of an axis, 0 to 1. */
export interface Brush {
  readonly low: number;
  readonly high: number;
}

/** Of an axis, with each press of a key. */
const step = 0.05;
const least = 0.02;

/**
 * What a key makes of the stretch chosen: the arrows move it, with Shift they move its upper end, Home and End lay it at the ends of
 * the axis; Escape, Delete and Backspace take it away. Undefined for any other key.
 */
export function brushByKey(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  brush: Brush | undefined,
): Brush | null | undefined {
  if (["Escape", "Delete", "Backspace"].includes(key)) return null;
  const up = {
    ArrowUp: 1,
    ArrowRight: 1,
    ArrowDown: -1,
    ArrowLeft: -1,
    Home: -Infinity,
    End: Infinity,
  }[key];
  if (up === undefined) return undefined;
  // The first press chooses the half it points to.
  if (!brush) return up > 0 ? { low: 0.5, high: 1 } : { low: 0, high: 0.5 };
  const { low, high } = brush;
  if (shiftKey) {
    return { low, high: Math.min(1, Math.max(Math.min(low + least, 1), high + up * step)) };
  }
  const moved = Math.min(1 - high, Math.max(-low, up * step));
  return { low: low + moved, high: high + moved };
}

/** Reads stretches by column as an earlier page has kept them. */
export function parseBrushes(raw: unknown): Record<string, Brush> {
  if (typeof raw !== "object" || raw === null) return {};
  const entries = Object.entries(raw).slice(0, mostKept);
  return Object.fromEntries(
    entries.flatMap(([column, one]: [string, unknown]): [string, Brush][] => {
      const { low, high } = (typeof one === "object" && one !== null ? one : {}) as Partial<
        Record<keyof Brush, unknown>
      >;
      if (typeof low !== "number" || typeof high !== "number") return [];
      return low >= 0 && low < high && high <= 1 ? [[column, { low, high }]] : [];
    }),
  );
}

const mostKept = 100;
