import type { z } from "zod";

/** A line of JSON as programs print it about themselves; undefined where it is something else. */
export function parseLine<S extends z.ZodType>(schema: S, line: string): z.output<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
