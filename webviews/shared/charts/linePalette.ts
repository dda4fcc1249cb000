import type { LineLook } from "./drawnLine.ts";
import { type ChartColours, lineColours } from "./theme.ts";

/**
 * Colours that people with any of the common kinds of colour blindness tell apart, and that stand out from the background. A
 * unit test holds both lists to that.
 */
export const lineHues = {
  dark: [
    "#3794ff",
    "#f5a623",
    "#35c2a1",
    "#e0609d",
    "#f0e442",
    "#b07aff",
    "#9fd6f5",
    "#d65f2a",
    "#8a9a3a",
    "#c9c9c9",
  ],
  light: [
    "#0b5fc4",
    "#c25e00",
    "#00805f",
    "#b3256b",
    "#7a6a00",
    "#6a2fc9",
    "#3d8fb5",
    "#8c1d04",
    "#4c5f14",
    "#6e6e6e",
  ],
} as const;

/** One for each round through the colours: no other line has both. */
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [14, 4]];

/** The look of the line at a place among others; the fifty first are all different. */
export function lineLook(slot: number, label: string, colours: ChartColours): LineLook {
  const hues = colours.isDark ? lineHues.dark : lineHues.light;
  const hue = hues[slot % hues.length] ?? colours.line.line;
  const dash = dashes[Math.floor(slot / hues.length) % dashes.length] ?? [];
  return { label, colours: lineColours(hue), dash };
}

/** A look that says that nothing comes any more; its dashes still tell it from others like it. */
export function lostLook({ label, dash }: LineLook, { text }: ChartColours): LineLook {
  return { label, colours: lineColours(text), dash };
}
