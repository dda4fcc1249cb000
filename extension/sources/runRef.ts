import * as z from "zod";

/** One run among those of all sources. */
export interface RunRef {
  readonly source: string;
  readonly run: string;
}

export function formatRunRef(ref: RunRef): string {
  return `${ref.source}:${ref.run}`;
}

/** The reverse of `formatRunRef`; undefined for anything else. */
export function parseRunRef(text: string): RunRef | undefined {
  const colon = text.indexOf(":");
  if (colon < 1 || colon === text.length - 1 || text.length > 1000) return undefined;
  return { source: text.slice(0, colon), run: text.slice(colon + 1) };
}

const Argument = z.union([z.string(), z.object({ ref: z.string() }).transform((o) => o.ref)]);

/** The run a command was called with: `<source>:<run>`, or a tree element that carries it as `ref`. */
export function runRefOf(argument: unknown): RunRef | undefined {
  const parsed = Argument.safeParse(argument);
  return parsed.success ? parseRunRef(parsed.data) : undefined;
}
