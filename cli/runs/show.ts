import type { ExitCode, Io } from "../command.ts";
import { describeRun } from "../describeRun.ts";
import { parseOptions } from "../parseOptions.ts";
import { oneRun } from "./runArguments.ts";
import { findRun, storeOptions, withStore } from "./withStore.ts";

export function show(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, storeOptions, { positionals: 1 });
  const id = oneRun("show", positionals);
  return withStore(values.storage, io, async (store): Promise<ExitCode> => {
    const run = findRun(store, id);
    const metrics = await store.listMetrics(run.id);
    io.stdout.write(
      values.json ? `${JSON.stringify({ run, metrics })}\n` : describeRun(run, metrics),
    );
    return 0;
  });
}
