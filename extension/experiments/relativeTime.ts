const units = [
  { seconds: 365 * 86_400, name: "y" },
  { seconds: 30 * 86_400, name: "mo" },
  { seconds: 86_400, name: "d" },
  { seconds: 3600, name: "h" },
  { seconds: 60, name: "min" },
] as const;

/** How long ago, in one unit: `5 min ago`. Under a minute, and for clocks that run ahead, `now`. Both are Unix seconds. */
export function relativeTime(at: number, now: number): string {
  const seconds = now - at;
  const unit = units.find((u) => seconds >= u.seconds);
  return unit === undefined ? "now" : `${Math.floor(seconds / unit.seconds)} ${unit.name} ago`;
}

/** How long something took, in its two largest units: `1 h 20 min`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(s / 86_400), "d"],
    [Math.floor(s / 3600) % 24, "h"],
    [Math.floor(s / 60) % 60, "min"],
    [s % 60, "s"],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(" ");
}
