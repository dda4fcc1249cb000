import type { Run } from "#core/protocol/run.ts";

import type { Source } from "../sources/source.ts";

/** Which runs the Experiments view shows, as one list. */
export interface RunFilter {
  /** What a person typed; undefined where it was no text. */
  readonly text: string | undefined;
  /** Of these runs of a source, those to be shown. */
  select(source: Source, runs: readonly Run[]): Promise<readonly Run[]> | readonly Run[];
  /** Whether a run that has just come or changed is to be shown, as far as that is known now. */
  belongs(source: Source, run: Run): boolean;
}

/** Every word of the text is in one of the run's texts; upper and lower case are the same. */
export function textFilter(text: string): RunFilter {
  const words = text.toLowerCase().split(/\s+/);
  const matches = (run: Run): boolean => {
    const { run_id: id, alias, project, name, display_name: display, status, notes, tags } = run;
    const hay = [id, alias, project, name, display, status, notes, ...tags]
      .join("\n")
      .toLowerCase();
    return words.every((word) => hay.includes(word));
  };
  return {
    text,
    select: (_, runs) => runs.filter(matches),
    belongs: (_, run) => matches(run),
  };
}
