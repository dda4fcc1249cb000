import { type ExitCode, type Io, UsageError } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { editEach } from "./editEach.ts";
import { report } from "./report.ts";
import { someRuns } from "./runArguments.ts";
import { storeOptions, withStore } from "./withStore.ts";

const options = {
  ...storeOptions,
  add: { type: "string", multiple: true },
  remove: { type: "string", multiple: true },
} as const;

/** Adds and removes tags; several are separated by commas, and a comma that is part of one stands behind a backslash. */
export function tag(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: Infinity });
  const ids = someRuns("tag", positionals);
  const add = words(values.add);
  const remove = new Set(words(values.remove));
  if (add.length + remove.size === 0) throw new UsageError("runs tag wants --add or --remove.");
  return withStore(values.storage, io, (store) => {
    const results = editEach(store, ids, ({ tags }) => ({
      tags: [...tags, ...add].filter((name) => !remove.has(name)),
    }));
    return report(results, "tagged", values.json, io);
  });
}

function words(lists: readonly string[] = []): string[] {
  return lists
    .flatMap((list) => list.match(/(?:\\,|[^,])+/g) ?? [])
    .map((word) => word.replaceAll("\\,", ",").trim())
    .filter(Boolean);
}
