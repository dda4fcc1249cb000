import { type ChartColours, lineColours } from "#webviews/shared/charts/theme.ts";

import type { LineLook } from "./drawnLine.ts";

/**
 * Colours that people with any of the common kinds of colour blindness tell apart, and that stand out from the background. A
 * unit test holds both lists to that.
 */
export const lineHues = {
  dark: [
    "#3794ff",
    "#beff11",
    "#dc084f",
    "#fb99d4",
    "#8e55c3",
    "#1f8687",
    "#cf7a00",
    "#9fc357",
    "#50ffff",
    "#ffdaab",
  ],
  light: [
    "#0b6bd4",
    "#c80318",
    "#560069",
    "#a2339a",
    "#b38200",
    "#760000",
    "#005c61",
    "#f73992",
    "#0f00a3",
    "#9b82cb",
  ],
} as const;

/** One for each round through the colours: no other line has both. */
export const lineDashes: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [9, 3, 2, 3],
  [14, 4],
];

/** Which of the colours and which of the dashes a line has; both begin anew behind the last one. */
export interface LookPlace {
  readonly hue: number;
  readonly dash: number;
}

/** The look of the line at a place among others; the fifty first are all different. */
export function lineLook(slot: number, label: string, colours: ChartColours): LineLook {
  return lookAt(placeOfSlot(slot), label, colours);
}

export function placeOfSlot(slot: number): LookPlace {
  const hue = slot % lineHues.dark.length;
  return { hue, dash: Math.floor(slot / lineHues.dark.length) };
}

export function lookAt({ hue, dash }: LookPlace, label: string, colours: ChartColours): LineLook {
  const hues = colours.isDark ? lineHues.dark : lineHues.light;
  return {
    label,
    colours: lineColours(hues[hue % hues.length] ?? colours.line.line),
    dash: lineDashes[dash % lineDashes.length] ?? [],
  };
}

/** A look that says that nothing comes any more; its dashes still tell it from others like it. */
export function lostLook({ label, dash }: LineLook, { text }: ChartColours): LineLook {
  return { label, colours: lineColours(text), dash };
}
