import { compareValues, type RunValue } from "#core/merge/runValues.ts";
import { type LookPlace, placeOfSlot } from "#webviews/shared/charts/plot/linePalette.ts";

/** What a run has in a field. */
export type ValuesOf<Run> = (run: Run) => readonly RunValue[];

/** Which fields of runs give their lines a colour and a dash; null where each run has its own. */
export interface LookFields<Run> {
  readonly colour: ValuesOf<Run> | null;
  readonly dash: ValuesOf<Run> | null;
}

/** Runs with the same values in a field. */
export interface ValueGroup<Run> {
  readonly values: readonly RunValue[];
  readonly runs: readonly Run[];
}

/** Runs by their values in a field, these in their natural order and those without any last. */
export function byValues<Run>(runs: readonly Run[], of: ValuesOf<Run>): ValueGroup<Run>[] {
  const groups = new Map<string, { values: readonly RunValue[]; runs: Run[] }>();
  for (const run of runs) {
    const values = of(run).toSorted(compareValues);
    const id = JSON.stringify(values);
    const group = groups.get(id) ?? { values, runs: [] };
    groups.set(id, group);
    group.runs.push(run);
  }
  return [...groups.values()].toSorted((a, b) => compareLists(a.values, b.values));
}

/** The place of each run's line in the palette. Colours begin anew, dashed, where there are more values than colours. */
export function lookPlaces<Run>(
  runs: readonly Run[],
  { colour, dash }: LookFields<Run>,
  slotOf: (run: Run) => number,
): Map<Run, LookPlace> {
  const ranks = (of: ValuesOf<Run> | null): Map<Run, number> | null =>
    of && new Map(byValues(runs, of).flatMap((group, i) => group.runs.map((run) => [run, i])));
  const [colours, dashes] = [ranks(colour), ranks(dash)];
  return new Map(
    runs.map((run) => {
      const place = placeOfSlot(colours?.get(run) ?? slotOf(run));
      return [run, dashes ? { ...place, dash: dashes.get(run) ?? 0 } : place];
    }),
  );
}

function compareLists(a: readonly RunValue[], b: readonly RunValue[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (const [i, value] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const order = compareValues(value, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
