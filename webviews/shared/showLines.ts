import { showControls } from "./showControls.ts";

/** A text of several lines with its controls shown, all but the ends of its lines. `most`: characters; those behind are left out. */
export function showLines(text: string, most = Infinity): string {
  return text.slice(0, most).split("\n").map(showControls).join("\n");
}
