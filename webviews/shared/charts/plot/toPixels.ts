import type { Scale } from "chart.js";

import { xScale } from "#webviews/shared/charts/axes/xScale.ts";

/** What lies far outside is drawn as far out as a canvas takes without losing its way. */
const farthest = 32_767;

/** From values to pixels, for many of them: chart.js goes through three calls for each. */
export function toPixels(scale: Scale): (value: number) => number {
  const { to } = xScale(scale.type === "logarithmic");
  const low = to(scale.min);
  const from = scale.getPixelForValue(scale.min);
  const perUnit = (scale.getPixelForValue(scale.max) - from) / (to(scale.max) - low);
  return (value) => {
    const pixel = from + (to(value) - low) * perUnit;
    return pixel > farthest ? farthest : pixel < -farthest ? -farthest : pixel;
  };
}
