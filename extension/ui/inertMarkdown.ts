import { oneLine } from "./sentence.ts";

/** A text as Markdown that shows just that text: no mark, no link of any kind, no address made into one, no HTML, no icon. */
export function inertMarkdown(text: string): string {
  // A character that is written as its number is never taken for a mark.
  return oneLine(text)
    .trim()
    .replaceAll(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
