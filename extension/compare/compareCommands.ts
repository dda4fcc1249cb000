import * as z from "zod";

import { mostCompared } from "#webviews/compare/messages.ts";

import type { CommandHandlers } from "../contributions.ts";
import { formatRunRef, type RunRef, runRefOf } from "../sources/runRef.ts";
import { sentence } from "../ui/localSentence.ts";
import { notify } from "../ui/notify.ts";
import type { Comparisons } from "./comparisons.ts";

export interface CompareCommandServices {
  readonly comparisons: Comparisons;
  /** Runs selected in a tree, for when the command is called without any. */
  selectedRuns(): readonly RunRef[];
  pickRuns(chosen: readonly RunRef[]): Promise<readonly RunRef[] | undefined>;
}

/**
 * `runicorn.compareRuns` takes `<source>:<run>` texts in a list, or a line of a tree with all that are selected there. Where
 * these are fewer than two runs, the person is asked.
 */
export function compareCommands(
  services: CompareCommandServices,
): Pick<CommandHandlers, "runicorn.compareRuns"> {
  return {
    "runicorn.compareRuns": async (argument, selection) => {
      const named = runsOf(argument, selection);
      const chosen = argument === undefined ? services.selectedRuns() : named;
      const runs = named.length > 1 ? named : await services.pickRuns(chosen);
      if (runs === undefined) return;
      if (runs.length > mostCompared) {
        const most = String(mostCompared);
        void notify.info(sentence`The first ${most} of these runs are compared: more cannot be.`);
      }
      if (runs.length > 0) services.comparisons.open(runs.slice(0, mostCompared));
    },
  };
}

function runsOf(argument: unknown, selection: unknown): RunRef[] {
  const list = z.array(z.unknown()).min(1);
  const all = list.safeParse(selection).data ?? list.safeParse(argument).data ?? [argument];
  const runs = new Map<string, RunRef>();
  for (const one of all) {
    const ref = runRefOf(one);
    if (ref !== undefined) runs.set(formatRunRef(ref), ref);
  }
  return [...runs.values()];
}
