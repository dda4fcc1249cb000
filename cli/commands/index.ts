import type { Store } from "#core/store/store.ts";

import { type Command, type ExitCode, type Io, UsageError } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { untilIndexed } from "../runs/untilIndexed.ts";
import { storeOptions, withStore } from "../runs/withStore.ts";
import { printable } from "../table.ts";

const usage = `Usage: runicorn index verify [options]
       runicorn index rebuild [options]

The index can be deleted at any time; your files are the truth. \`verify\` reads every run's files anew and compares each
point with the index; \`rebuild\` throws the index away and builds it anew.

  --storage P    the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --json         print JSON
`;

export const index: Command = {
  usage,
  run(args, io) {
    const { values, positionals } = parseOptions(args, storeOptions, { positionals: 1 });
    const [action] = positionals;
    if (action !== "verify" && action !== "rebuild") {
      throw new UsageError("Say index verify or index rebuild.");
    }
    return withStore(values.storage, io, async (store): Promise<ExitCode> => {
      if (action === "rebuild") store.rebuildIndex();
      await untilIndexed(store, io);
      if (action === "verify") return verify(store, values.json, io);
      const { runs } = store.counts();
      const folder = store.indexFolder ?? null;
      const where = folder === null ? "in memory" : `in ${folder}`;
      io.stdout.write(
        values.json ? `${JSON.stringify({ runs, folder })}\n` : `${runs} runs indexed ${where}.\n`,
      );
      return 0;
    });
  },
};

async function verify(store: Store, json: boolean, io: Io): Promise<ExitCode> {
  const counts = { same: 0, behind: 0, different: 0 };
  const different: { dir: string; what: string }[] = [];
  for await (const found of store.verifyIndex()) {
    counts[found.verdict]++;
    if (found.verdict === "different") different.push({ dir: found.dir, what: found.what });
    if (io.signal.aborted) return 1;
  }
  if (json) io.stdout.write(`${JSON.stringify({ ...counts, runs: different })}\n`);
  else {
    for (const { dir, what } of different) io.stdout.write(printable(`${dir}: ${what}`) + "\n");
    const behind = counts.behind > 0 ? `, ${counts.behind} have grown meanwhile` : "";
    const advice = counts.different > 0 ? "; `runicorn index rebuild` makes it right" : "";
    io.stdout.write(
      `The index equals the files of ${counts.same} runs${behind}, and differs for ${counts.different}${advice}.\n`,
    );
  }
  return counts.different > 0 ? 1 : 0;
}
