import { showControls } from "#webviews/shared/showControls.ts";

import { axisKind, axisNames } from "./axis.ts";

/** As many metrics are offered for the x axis. */
const mostMetrics = 200;

/** What can be put on the x axis, and what it is called. */
export function axisChoices(keys: readonly string[]): Record<string, string> {
  const metrics = keys.filter((key) => axisKind(key) === "metric").slice(0, mostMetrics);
  return { ...axisNames(), ...Object.fromEntries(metrics.map((key) => [key, showControls(key)])) };
}
