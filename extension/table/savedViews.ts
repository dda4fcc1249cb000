import * as z from "zod";

/** Views by their names. What they hold is for the page to understand. */
export type SavedViews = Readonly<Record<string, unknown>>;

const version = 1;
const ViewsFile = z.looseObject({
  version: z.literal(version),
  views: z.record(z.string(), z.unknown()),
});

/** Reads the text of a views file; undefined for what is none, which is not to be overwritten. */
export function parseSavedViews(text: string): SavedViews | undefined {
  if (text.trim() === "") return {};
  try {
    return ViewsFile.parse(JSON.parse(text)).views;
  } catch {
    return undefined;
  }
}

/** The text of a views file: names in order and a line for each thing, so that two people's changes merge. */
export function formatSavedViews(views: SavedViews): string {
  const entries = Object.entries(views).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `${JSON.stringify({ version, views: Object.fromEntries(entries) }, null, 2)}\n`;
}

/** With a view of this name or, where it is undefined, without. */
export function withView(views: SavedViews, name: string, view: unknown): SavedViews {
  const others = Object.entries(views).filter(([other]) => other !== name);
  return Object.fromEntries(view === undefined ? others : [...others, [name, view]]);
}
