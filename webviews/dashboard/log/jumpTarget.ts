/** Where in a log somebody wants to be. */
export type JumpTarget =
  | { readonly kind: "time"; readonly secondOfDay: number }
  | { readonly kind: "step"; readonly step: number }
  | { readonly kind: "part"; readonly part: number };

/** Reads `14:05`, `14:05:30`, `step 1200`, `1200` and `50%`; null for anything else. */
export function parseJump(text: string): JumpTarget | null {
  const wanted = text.trim().toLowerCase();
  const time = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/u.exec(wanted);
  if (time) {
    const [hours, minutes, seconds] = [time[1], time[2], time[3] ?? 0].map(Number);
    const secondOfDay = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
    return secondOfDay < 86_400 ? { kind: "time", secondOfDay } : null;
  }
  const part = /^(\d{1,3}(?:\.\d+)?)\s*%$/u.exec(wanted);
  if (part) return { kind: "part", part: Math.min(1, Number(part[1]) / 100) };
  const step = /^(?:step\s*|#\s*)?(\d{1,15})$/u.exec(wanted);
  return step ? { kind: "step", step: Number(step[1]) } : null;
}

/** The second of the day a line of a log begins with; null where it begins otherwise. */
export function secondOfLine(line: string): number | null {
  const time = /^\[?(\d\d):(\d\d):(\d\d)(?:\]| \|)/u.exec(line);
  return time && Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3]);
}
