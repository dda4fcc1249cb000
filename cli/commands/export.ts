import path from "node:path";

import { ArchiveFormat } from "#core/protocol/archive.ts";

import { type Command, type ExitCode, type Io, UsageError } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { checkedFilter } from "../runs/checkedFilter.ts";
import { untilIndexed } from "../runs/untilIndexed.ts";
import { storeOptions, withStore } from "../runs/withStore.ts";
import { writeOutput } from "./writeOutput.ts";

const usage = `Usage: runicorn export [ID …] --out FILE [options]

Packs whole runs into one archive: those named, or all that the options find; without either, all of the store.

  --storage P    the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --out FILE     a .tar.gz or .zip; it must not be there yet; - writes a .tar.gz to standard output
  --run-id ID    a run; may be repeated
  --project P    runs of a project
  --name N       runs of this name
  --filter F     runs that a filter finds, as in \`runicorn runs list\`
  --force        replace FILE
  --json         print JSON
`;

const options = {
  ...storeOptions,
  out: { type: "string" },
  "run-id": { type: "string", multiple: true },
  project: { type: "string" },
  name: { type: "string" },
  filter: { type: "string" },
  force: { type: "boolean", default: false },
} as const;

export const exportCommand: Command = { usage, run: exportRuns };

async function exportRuns(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: Infinity });
  const { out, project, name, filter, storage, json, force } = values;
  if (out === undefined) throw new UsageError("export wants --out FILE.");
  const format = out === "-" ? "tar.gz" : formatOf(out);
  const named = [...positionals, ...(values["run-id"] ?? [])];
  const q = filter === undefined ? undefined : checkedFilter(filter);
  return withStore(storage, io, async (store) => {
    // A filter on metrics is false for a run whose metrics were not read yet.
    if (named.length === 0) await untilIndexed(store, io);
    const ids =
      named.length > 0 ? named : Array.from(store.runs.each({ project, name, q }), ({ id }) => id);
    const dirs = store.archives.directoriesOf(ids);
    if (dirs.length === 0) {
      io.stderr.write("runicorn: there is no such run; nothing was written.\n");
      return 1;
    }
    if (out === "-") {
      await store.archives.export(dirs, format, io.stdout);
      return 0;
    }
    const file = path.resolve(io.cwd, out);
    const bytes = await writeOutput(file, { force, signal: io.signal }, (stream) =>
      store.archives.export(dirs, format, stream),
    );
    const told = { file, runs: dirs.length, bytes };
    io.stdout.write(json ? `${JSON.stringify(told)}\n` : `${describe(told)}\n`);
    return 0;
  });
}

function formatOf(file: string): ArchiveFormat {
  if (file.endsWith(".tgz")) return "tar.gz";
  const format = ArchiveFormat.options.find((ending) => file.endsWith(`.${ending}`));
  if (!format) throw new UsageError("--out wants a name that ends in .tar.gz or .zip.");
  return format;
}

function describe({ file, runs, bytes }: { file: string; runs: number; bytes: number }): string {
  return `${runs} run${runs === 1 ? "" : "s"} → ${file} (${(bytes / 1e6).toFixed(1)} MB)`;
}
