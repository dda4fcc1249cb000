import type { Source } from "./source.ts";

/** What the clock of a source's machine shows when ours shows `now`: Unix seconds, as its runs write them down. */
export function timeAt({ remote }: Pick<Source, "remote">, now = Date.now() / 1000): number {
  return now + (remote?.clockOffsetMs ?? 0) / 1000;
}

/** A time of one of its runs, as our clock showed it. */
export function hereAt({ remote }: Pick<Source, "remote">, there: number): number {
  return there - (remote?.clockOffsetMs ?? 0) / 1000;
}
