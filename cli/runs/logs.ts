import { setTimeout as sleep } from "node:timers/promises";

import { LogQuery } from "#core/protocol/log.ts";

import type { ExitCode, Io } from "../command.ts";
import { parseNumber, parseOptions } from "../parseOptions.ts";
import { oneRun } from "./runArguments.ts";
import { findRun, storeOptions, withStore } from "./withStore.ts";

const options = {
  ...storeOptions,
  tail: { type: "string", default: "100" },
  follow: { type: "boolean", default: false, short: "f" },
} as const;
const pollMs = 250;

/** The last lines of a run's log; with `--follow` each new one until the run ends. */
export function logs(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: 1 });
  const id = oneRun("logs", positionals);
  const limit = parseNumber("tail", values.tail, 1, 10_000);
  return withStore(values.storage, io, async (store): Promise<ExitCode> => {
    const run = findRun(store, id);
    const print = (lines: readonly string[]) => {
      for (const line of lines) {
        io.stdout.write(`${values.json ? JSON.stringify({ line }) : harmless(line)}\n`);
      }
    };
    const first = await store.readLogs(run.id, LogQuery.parse({ tail: "true", limit }));
    print(first.lines);
    let offset = first.end;
    while (values.follow && !io.signal.aborted) {
      const isRunning = store.getRun(run.id).status === "running";
      const page = await store.readLogs(run.id, LogQuery.parse({ offset, limit: 10_000 }));
      // Moved back to its end: the file was replaced by a shorter one.
      if (page.start < offset) {
        offset = 0;
        continue;
      }
      print(page.lines);
      offset = page.end;
      if (!isRunning && page.lines.length === 0) break;
      if (page.lines.length === 0) {
        await sleep(pollMs, undefined, { signal: io.signal }).catch(() => undefined);
      }
    }
    return 0;
  });
}

/** A colour; or a control character, or one that turns the text around. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const special = /(\u001b\[[\d;]*m)|[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu;

/** A log keeps its colours; nothing else in it may move the cursor, turn the text around or talk to the terminal. */
function harmless(line: string): string {
  return line.replaceAll(special, (found, colour?: string) =>
    colour === undefined && found !== "\t" ? "\uFFFD" : found,
  );
}
