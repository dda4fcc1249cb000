/** Says a text in the reader's language, with the number in its place `{0}`. */
type Say = (text: string, n: number) => string;

const units = [
  { seconds: 365 * 86_400, text: "{0} y ago" },
  { seconds: 30 * 86_400, text: "{0} mo ago" },
  { seconds: 86_400, text: "{0} d ago" },
  { seconds: 3600, text: "{0} h ago" },
  { seconds: 60, text: "{0} min ago" },
] as const;

/** How long ago, in one unit: `5 min ago`. Under a minute, and for clocks that run ahead, `now`. Both are Unix seconds. */
export function relativeTime(at: number, now: number, say: Say): string {
  const seconds = now - at;
  const unit = units.find((u) => seconds >= u.seconds);
  return unit === undefined ? say("now", 0) : say(unit.text, Math.floor(seconds / unit.seconds));
}

/** How long something took, in its two largest units: `1 h 20 min`. */
export function duration(seconds: number, say: Say): string {
  const s = Math.max(0, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(s / 86_400), "{0} d"],
    [Math.floor(s / 3600) % 24, "{0} h"],
    [Math.floor(s / 60) % 60, "{0} min"],
    [s % 60, "{0} s"],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  if (first === -1) return say("{0} s", 0);
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, text]) => say(text, n))
    .join(" ");
}
