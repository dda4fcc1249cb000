import { setImmediate as turn } from "node:timers/promises";

import { realRoot } from "#core/store/index/indexPlace.ts";
import { migrateRuns, type Step } from "#core/store/migrate/migrateRuns.ts";
import { planMigration } from "#core/store/migrate/planMigration.ts";
import { undoMigration } from "#core/store/migrate/undoMigration.ts";

import { type Command, UsageError } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { storageRoot } from "../storageRoot.ts";
import { printable } from "../table.ts";

const usage = `Usage: runicorn migrate [--dry-run|--undo] [options]

Moves the runs of Runicorn 0.6 and 0.7, runs/<path>/<id>, and of before 0.2, runs/<id>, to <project>/<name>/runs/<id>. Every
run is moved by one rename and keeps its id; nothing in it is changed. Runs that are still being written stay. What is broken
off is gone on with by the next \`migrate\`. Exits with 1 where a run stays.

  --dry-run      say what would be moved, and move nothing
  --undo         put the runs of the last migration back where they were
  --storage P    the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --json         print JSON
`;

const options = {
  storage: { type: "string" },
  json: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  undo: { type: "boolean", default: false },
} as const;

export const migrate: Command = {
  usage,
  async run(args, io) {
    const { values } = parseOptions(args, options);
    if (values["dry-run"] && values.undo) {
      throw new UsageError("migrate takes --dry-run or --undo, not both.");
    }
    const { root: folder } = await storageRoot(values.storage, io);
    const root = realRoot(folder);
    const mode = values.undo ? "undo" : values["dry-run"] ? "dry run" : "migrate";
    const { moved, stayed, isWhole } = await sorted(stepsOf(root, mode), io.signal);
    if (values.json) {
      const report = { root, dry_run: mode === "dry run", undo: values.undo, moved, stayed };
      io.stdout.write(`${JSON.stringify(report)}\n`);
    } else {
      for (const { dir, why } of stayed) io.stdout.write(printable(`${dir} stays: ${why}`) + "\n");
      if (mode === "dry run")
        for (const { from, to } of moved) io.stdout.write(printable(`${from} -> ${to}`) + "\n");
      io.stdout.write(`${summary(mode, moved.length)}\n`);
    }
    if (!isWhole) io.stderr.write("runicorn: broken off; the same command goes on with it.\n");
    return isWhole && stayed.length === 0 ? 0 : 1;
  },
};

type Mode = "dry run" | "migrate" | "undo";

function stepsOf(root: string, mode: Mode): Iterable<Step> {
  if (mode === "undo") return undoMigration(root);
  if (mode === "migrate") return migrateRuns(root);
  const { moves, stays } = planMigration(root);
  return [
    ...moves.map((move) => ({ kind: "moved", ...move }) as const),
    ...stays.map((stay) => ({ kind: "stayed", ...stay }) as const),
  ];
}

async function sorted(steps: Iterable<Step>, signal: AbortSignal) {
  const moved: { from: string; to: string }[] = [];
  const stayed: { dir: string; why: string }[] = [];
  for (const step of steps) {
    if (step.kind === "moved") moved.push({ from: step.from, to: step.to });
    else stayed.push({ dir: step.dir, why: step.why });
    if ((moved.length + stayed.length) % 64 === 0) await turn();
    if (signal.aborted) return { moved, stayed, isWhole: false };
  }
  return { moved, stayed, isWhole: true };
}

function summary(mode: Mode, count: number): string {
  const runs = `${count} run${count === 1 ? "" : "s"}`;
  if (mode === "undo") return `${runs} put back.`;
  if (mode === "dry run") return `${runs} would be moved.`;
  if (count === 0) return "No run was moved.";
  return `${runs} moved; \`runicorn migrate --undo\` puts ${count === 1 ? "it" : "them"} back.`;
}
