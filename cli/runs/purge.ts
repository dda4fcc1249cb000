import { createInterface } from "node:readline/promises";

import type { PurgeAnswer } from "#core/protocol/edit.ts";

import { type ExitCode, type Io, UsageError } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { report } from "./report.ts";
import { storeOptions, withStore } from "./withStore.ts";

const options = {
  ...storeOptions,
  all: { type: "boolean", default: false },
  yes: { type: "boolean", default: false, short: "y" },
  "dry-run": { type: "boolean", default: false },
} as const;

/** Removes runs of the recycle bin for good, after asking. */
export function purge(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: Infinity });
  if (values.all === positionals.length > 0) {
    throw new UsageError("runs purge wants the IDs of runs in the recycle bin, or --all.");
  }
  if (values.json && !values.yes && !values["dry-run"]) {
    throw new UsageError("runs purge --json does not ask; say --yes, or --dry-run.");
  }
  return withStore(values.storage, io, async (store) => {
    const ids = values.all ? [...store.editor.binned().keys()] : positionals;
    if (ids.length === 0) {
      io.stdout.write(values.json ? '{"results":{}}\n' : "The recycle bin is empty.\n");
      return 0;
    }
    const plan = await store.editor.purge(ids, true);
    if (values["dry-run"]) {
      if (!values.json) io.stdout.write(frees(plan));
      return report(plan.results, "would be removed for good", values.json, io);
    }
    if (!values.yes && !(await confirms(plan, io))) {
      io.stderr.write("runicorn: nothing was removed; --yes removes without asking.\n");
      return 1;
    }
    const answer = await store.editor.purge(ids, false);
    return report(answer.results, "removed for good", values.json, io);
  });
}

async function confirms(plan: PurgeAnswer, io: Io): Promise<boolean> {
  const count = Object.values(plan.results).filter(({ success }) => success).length;
  if (io.stdin.isTTY !== true || count === 0) return count === 0;
  io.stdout.write(frees(plan));
  const prompt = createInterface({ input: io.stdin, output: io.stdout });
  try {
    const question = `Remove ${count} run${count === 1 ? "" : "s"} for good? Type yes: `;
    return (await prompt.question(question, { signal: io.signal })).trim().toLowerCase() === "yes";
  } catch {
    return false;
  } finally {
    prompt.close();
  }
}

function frees({ freed, bytes }: PurgeAnswer): string {
  if (freed.length === 0) return "";
  return `Frees ${freed.length} archived files, ${(bytes / 1e6).toFixed(1)} MB, that no other run refers to.\n`;
}
