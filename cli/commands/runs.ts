import { setTimeout as sleep } from "node:timers/promises";

import { RunicornError } from "#core/protocol/errors.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";
import { RunStatus } from "#core/protocol/format.ts";
import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";

import { type Command, type Io, UsageError } from "../command.ts";
import { describeRun } from "../describeRun.ts";
import { Logger } from "../logger.ts";
import { parseChoice, parseNumber, parseOptions } from "../parseOptions.ts";
import { relativeTime } from "../relativeTime.ts";
import { storageRoot } from "../storageRoot.ts";
import { formatTable } from "../table.ts";

const usage = `Usage: runicorn runs list [options]
       runicorn runs show ID [options]

Lists the runs of a store, newest first, or shows all of one.

  --storage P    the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --project P    only runs of this project
  --name N       only runs of this name
  --status S     running, finished, failed or interrupted
  --filter F     only runs that a filter holds for, such as
                 'metrics.loss.min < 0.2 and config.lr >= 1e-4 and tag = base'
  --limit N      at most so many (50; 1 to 1000)
  --json         print JSON
`;

const options = {
  storage: { type: "string" },
  project: { type: "string" },
  name: { type: "string" },
  status: { type: "string" },
  filter: { type: "string" },
  limit: { type: "string", default: "50" },
  json: { type: "boolean", default: false },
} as const;

export const runs: Command = {
  usage,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options, { positionals: 2 });
    const [action, id] = positionals;
    const { root } = await storageRoot(values.storage, io);
    if (action === "show") {
      if (id === undefined) throw new UsageError("runs show wants a run's ID.");
      return withStore(root, io, (store) => show(store, id, values.json, io));
    }
    if (action !== "list" || id !== undefined)
      throw new UsageError("Say runs list or runs show ID.");
    const { project, name, limit } = values;
    const query: RunsQuery = RunsQuery.parse({
      project,
      name,
      q: values.filter === undefined ? undefined : checkedFilter(values.filter),
      limit: parseNumber("limit", limit, 1, 1000),
      ...(values.status !== undefined && {
        status: parseChoice("status", values.status, RunStatus.options),
      }),
    });
    return withStore(root, io, (store) => list(store, query, values.json, io));
  },
};

/** The filter itself; one that cannot be understood is wrong usage, and is shown where it goes wrong. */
function checkedFilter(text: string): string {
  try {
    parseFilter(text, 0);
    return text;
  } catch (error) {
    if (!RunicornError.is(error, "invalid_filter")) throw error;
    const { start, end } = error.details as { start: number; end: number };
    const mark = " ".repeat(start) + "^".repeat(Math.max(1, end - start));
    throw new UsageError(
      `the filter\n  ${text.replaceAll(/\s/g, " ")}\n  ${mark}\n${error.message}`,
      {
        cause: error,
      },
    );
  }
}

async function withStore(
  root: string,
  io: Io,
  use: (store: Store) => void | Promise<void>,
): Promise<0> {
  const logger = new Logger(io.stderr, "error");
  const store = await Store.open({ root, log: (message) => logger.log("warn", message) });
  try {
    await indexed(store);
    await use(store);
    return 0;
  } finally {
    store.dispose();
  }
}

/** Milliseconds given to runs that are not indexed yet, which lack their metric in a list. */
const patience = 5000;

async function indexed(store: Store): Promise<void> {
  const end = Date.now() + patience;
  while (store.counts().pending > 0 && Date.now() < end) await sleep(10);
}

function list(store: Store, query: RunsQuery, json: boolean, io: Io): void {
  const page = store.listRuns(query);
  if (json) {
    io.stdout.write(`${JSON.stringify(page)}\n`);
    return;
  }
  if (page.total === 0) {
    const { runs } = store.counts();
    io.stdout.write(
      runs > 0
        ? `None of the ${runs} runs in ${store.root} is like that.\n`
        : `There are no runs in ${store.root}. \`runicorn demo\` makes some.\n`,
    );
    return;
  }
  const rows = page.runs.map((run) => [
    run.id,
    [run.project, run.name].filter(Boolean).join("/"),
    run.alias ?? "",
    run.status,
    relativeTime(run.created_at),
    run.key_metric ? `${run.key_metric.key} ${formatValue(run.key_metric.value)}` : "",
  ]);
  io.stdout.write(
    formatTable([["RUN", "EXPERIMENT", "ALIAS", "STATUS", "CREATED", "METRIC"], ...rows]),
  );
  if (page.total > page.runs.length) {
    io.stdout.write(`${page.runs.length} of ${page.total} runs; --limit shows more.\n`);
  }
}

async function show(store: Store, id: string, json: boolean, io: Io): Promise<void> {
  const run = findRun(store, id);
  const metrics = await store.listMetrics(run.id);
  if (json) io.stdout.write(`${JSON.stringify({ run, metrics })}\n`);
  else io.stdout.write(describeRun(run, metrics));
}

function findRun(store: Store, id: string) {
  try {
    return store.getRun(id);
  } catch (error) {
    if (!RunicornError.is(error, "run_not_found")) throw error;
    throw new RunicornError(
      "run_not_found",
      `There is no run ${id} in ${store.root}; \`runicorn runs list\` shows those there are.`,
      { cause: error },
    );
  }
}

function formatValue(value: number | string): string {
  return typeof value === "number" ? String(Number(value.toPrecision(5))) : value;
}
