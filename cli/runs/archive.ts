import type { ExitCode, Io } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { editEach } from "./editEach.ts";
import { report } from "./report.ts";
import { someRuns } from "./runArguments.ts";
import { storeOptions, withStore } from "./withStore.ts";

const options = { ...storeOptions, undo: { type: "boolean", default: false } } as const;

/** Marks runs as archived, or as not. */
export function archive(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: Infinity });
  const ids = someRuns("archive", positionals);
  return withStore(values.storage, io, (store) => {
    const results = editEach(store, ids, () => ({ archived: !values.undo }));
    return report(results, values.undo ? "no longer archived" : "archived", values.json, io);
  });
}
