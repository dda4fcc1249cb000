import { runWords } from "#core/protocol/runWords.ts";
import type { Store } from "#core/store/store.ts";

import { type Command, type ExitCode, type Io, UsageError } from "../command.ts";
import { parseChoice, parseNumber, parseOptions } from "../parseOptions.ts";
import { editEach } from "../runs/editEach.ts";
import { report } from "../runs/report.ts";
import { findRun, storeOptions, withStore } from "../runs/withStore.ts";
import { formatTable } from "../table.ts";

const usage = `Usage: runicorn manage --action A [options]

Runs by what they are called, in the words of earlier versions; \`runicorn runs\` can do more.

  --action tag        give the runs of --run-id the tags of --tags
           search     list runs with all of --tags, of --project, with --text in their names, notes or tags
           delete     put the runs of --run-id into the recycle bin
           cleanup    put runs into the recycle bin that ended more than --days ago and are neither pinned nor archived
  --run-id ID         a run; may be repeated
  --tags T,…          tags
  --project P         a project
  --text T            a text
  --days N            days (30)
  --dry-run           only say what would be done
  --storage P         the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --json              print JSON
`;

const actions = ["tag", "search", "delete", "cleanup"] as const;
const options = {
  ...storeOptions,
  action: { type: "string" },
  "run-id": { type: "string", multiple: true, default: [] as string[] },
  tags: { type: "string", default: "" },
  project: { type: "string" },
  text: { type: "string" },
  days: { type: "string", default: "30" },
  "dry-run": { type: "boolean", default: false },
} as const;
type Values = ReturnType<typeof parseOptions<typeof options>>["values"];

export const manage: Command = {
  usage,
  async run(args, io) {
    const { values } = parseOptions(args, options);
    if (values.action === undefined) throw new UsageError(`Say --action ${actions.join("|")}.`);
    const action = parseChoice("action", values.action, actions);
    const act = { tag, search, delete: deleteGiven, cleanup }[action];
    return withStore(values.storage, io, (store) => act(store, values, io));
  },
};

function tag(store: Store, values: Values, io: Io): ExitCode {
  const names = words(values.tags);
  if (names.length === 0) throw new UsageError("--action tag wants --tags.");
  const results = editEach(store, given(values), ({ tags }) => ({ tags: [...tags, ...names] }));
  return report(results, "tagged", values.json, io);
}

function search(store: Store, values: Values, io: Io): ExitCode {
  const tags = words(values.tags);
  const text = values.text?.toLowerCase() ?? "";
  const found = [...store.runs.each({ project: values.project })].filter(
    (run) => tags.every((name) => run.tags.includes(name)) && runWords(run).includes(text),
  );
  if (values.json) io.stdout.write(`${JSON.stringify({ runs: found, total: found.length })}\n`);
  else if (found.length === 0) io.stdout.write("No run is like that.\n");
  else {
    const rows = found.map((run) => [
      run.id,
      [run.project, run.name].filter(Boolean).join("/"),
      run.alias ?? "",
      run.tags.join(", "),
      run.status,
    ]);
    io.stdout.write(formatTable([["RUN", "EXPERIMENT", "ALIAS", "TAGS", "STATUS"], ...rows]));
  }
  return 0;
}

async function deleteGiven(store: Store, values: Values, io: Io): Promise<ExitCode> {
  return deleteRuns(store, given(values), values, io);
}

async function cleanup(store: Store, values: Values, io: Io): Promise<ExitCode> {
  const since = Date.now() / 1000 - parseNumber("days", values.days, 1, 36_500) * 86_400;
  const old = [...store.runs.each({ project: values.project })].filter(
    (run) =>
      run.status !== "running" &&
      !run.pinned &&
      !run.archived &&
      (run.ended_at ?? run.created_at) < since,
  );
  if (old.length === 0 && !values.json) {
    io.stdout.write(`No run ended more than ${values.days} days ago.\n`);
    return 0;
  }
  return deleteRuns(
    store,
    old.map(({ id }) => id),
    values,
    io,
  );
}

async function deleteRuns(
  store: Store,
  ids: readonly string[],
  values: Values,
  io: Io,
): Promise<ExitCode> {
  if (values["dry-run"]) {
    const results = ids.map((id) => [findRun(store, id).id, { success: true }] as const);
    return report(Object.fromEntries(results), "would be deleted", values.json, io);
  }
  const done = "is in the recycle bin; `runicorn runs restore` brings it back";
  return report(await store.editor.delete(ids), done, values.json, io);
}

function given(values: Values): string[] {
  const ids = [...new Set(values["run-id"])];
  if (ids.length === 0) throw new UsageError("Say which runs: --run-id ID, once or more.");
  return ids;
}

function words(list: string): string[] {
  return list
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}
