import path from "node:path";
import { pipeline } from "node:stream/promises";

import { DataFormat } from "#core/protocol/archive.ts";
import { dataFiles } from "#core/store/export/dataFiles.ts";

import { type Command, type ExitCode, type Io, UsageError } from "../command.ts";
import { parseChoice, parseOptions } from "../parseOptions.ts";
import { findRun, storeOptions, withStore } from "../runs/withStore.ts";
import { writeOutput } from "./writeOutput.ts";

const usage = `Usage: runicorn export-data ID [options]

Writes one run's data for another program: its metrics, a row per log(), or a report for people.

  --storage P    the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --run-id ID    the same as ID
  --format F     csv (default), json, excel, markdown, html or tensorboard
  --output FILE  default: <ID>.<format>; - writes to standard output
  --force        replace FILE
  --json         print JSON
`;

const options = {
  ...storeOptions,
  "run-id": { type: "string" },
  format: { type: "string", default: "csv" },
  output: { type: "string" },
  force: { type: "boolean", default: false },
} as const;

export const exportDataCommand: Command = { usage, run: exportData };

async function exportData(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: 1 });
  const id = positionals[0] ?? values["run-id"];
  if (id === undefined) throw new UsageError("export-data wants a run's ID.");
  const format = parseChoice("format", values.format, DataFormat.options);
  const { extension, write } = dataFiles[format];
  return withStore(values.storage, io, async (store): Promise<ExitCode> => {
    findRun(store, id);
    const data = await store.exportData(id);
    if (values.output === "-") {
      await pipeline(write(data), io.stdout, { end: false });
      return 0;
    }
    const name = values.output ?? `${id}.${extension}`;
    const file = path.resolve(io.cwd, name);
    const bytes = await writeOutput(file, { force: values.force, signal: io.signal }, (out) =>
      pipeline(write(data), out, { signal: io.signal }),
    );
    const told = { file, bytes };
    io.stdout.write(values.json ? `${JSON.stringify(told)}\n` : `${id} → ${file}\n`);
    return 0;
  });
}
