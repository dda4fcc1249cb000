import type { ExitCode, Io } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { report } from "./report.ts";
import { someRuns } from "./runArguments.ts";
import { storeOptions, withStore } from "./withStore.ts";

/** Takes runs out of the recycle bin. */
export function restore(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, storeOptions, { positionals: Infinity });
  const ids = someRuns("restore", positionals);
  return withStore(values.storage, io, async (store) =>
    report(await store.editor.restore(ids), "is back", values.json, io),
  );
}
