import path from "node:path";

import type { ImportPreview } from "#core/protocol/archive.ts";

import { type Command, type ExitCode, type Io, UsageError } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { storeOptions, withStore } from "../runs/withStore.ts";
import { formatTable } from "../table.ts";

const usage = `Usage: runicorn import FILE [options]

Unpacks the runs of a .tar.gz or .zip that are not in the store yet. Those that are stay as they are.

  --storage P      the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --archive FILE   the same as FILE
  --dry-run        only say what would be done
  --no-limits      for an archive you trust: more than 10 GiB, than 100,000 files, or packed tighter than 200 to 1
  --json           print JSON
`;

const options = {
  ...storeOptions,
  archive: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  "no-limits": { type: "boolean", default: false },
} as const;

const noLimits = { entries: Infinity, totalBytes: Infinity, ratio: Infinity };

export const importCommand: Command = { usage, run: importArchive };

function importArchive(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: 1 });
  const name = positionals[0] ?? values.archive;
  if (name === undefined) throw new UsageError("import wants the archive's FILE.");
  const file = path.resolve(io.cwd, name);
  const limits = values["no-limits"] ? { limits: noLimits } : {};
  return withStore(values.storage, io, async (store): Promise<ExitCode> => {
    if (values["dry-run"]) {
      const preview = await store.archives.preview(file, limits);
      io.stdout.write(values.json ? `${JSON.stringify(preview)}\n` : describe(preview));
      return 0;
    }
    const answer = await store.archives.import(file, { ...limits, signal: io.signal });
    const { imported, skipped } = answer;
    const told =
      `${imported.length} run${imported.length === 1 ? "" : "s"} imported` +
      (skipped.length > 0 ? `, ${skipped.length} already here` : "");
    io.stdout.write(values.json ? `${JSON.stringify(answer)}\n` : `${told}.\n`);
    return 0;
  });
}

function describe({ runs, other_files }: ImportPreview): string {
  const rows = runs.map(({ run_id, dir, files, bytes, conflict }) => [
    run_id,
    path.posix.dirname(dir),
    String(files),
    `${(bytes / 1e6).toFixed(1)} MB`,
    conflict === null ? "comes" : "is here already",
  ]);
  const others = other_files > 0 ? `${other_files} other files stay out.\n` : "";
  return formatTable([["RUN", "GOES TO", "FILES", "SIZE", ""], ...rows]) + others;
}
