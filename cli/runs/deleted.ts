import type { ExitCode, Io } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { relativeTime } from "../relativeTime.ts";
import { formatTable } from "../table.ts";
import { storeOptions, withStore } from "./withStore.ts";

/** Lists the recycle bin. */
export function deleted(args: string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(args, storeOptions);
  return withStore(values.storage, io, async (store): Promise<ExitCode> => {
    const runs = await store.editor.deleted();
    if (values.json) io.stdout.write(`${JSON.stringify({ runs })}\n`);
    else if (runs.length === 0) io.stdout.write("The recycle bin is empty.\n");
    else {
      const rows = runs.map((run) => [
        run.id,
        [run.project, run.name].filter(Boolean).join("/"),
        run.alias ?? "",
        run.original_status ?? "",
        run.deleted_at === null ? "" : relativeTime(run.deleted_at),
      ]);
      io.stdout.write(formatTable([["RUN", "EXPERIMENT", "ALIAS", "STATUS", "DELETED"], ...rows]));
    }
    return 0;
  });
}
