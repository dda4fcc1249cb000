import type { ExitCode, Io } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { report } from "./report.ts";
import { someRuns } from "./runArguments.ts";
import { findRun, storeOptions, withStore } from "./withStore.ts";

const options = {
  ...storeOptions,
  "run-id": { type: "string", multiple: true },
  "dry-run": { type: "boolean", default: false },
  // Runicorn 0.4 to 0.7 took it, to no effect.
  force: { type: "boolean", default: false },
} as const;

/** Puts runs into the recycle bin. */
export function deleteRuns(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: Infinity });
  const ids = someRuns("delete", [...positionals, ...(values["run-id"] ?? [])]);
  return withStore(values.storage, io, async (store) => {
    if (values["dry-run"]) {
      const results = ids.map((id) => [findRun(store, id).id, { success: true }] as const);
      return report(Object.fromEntries(results), "would be deleted", values.json, io);
    }
    const done = "is in the recycle bin; `runicorn runs restore` brings it back";
    return report(await store.editor.delete(ids), done, values.json, io);
  });
}
