import * as z from "zod";

import { parseField } from "#core/protocol/filter/fields.ts";
import { RunStatus } from "#core/protocol/format.ts";
import { type Run, type RunsPage, RunsQuery } from "#core/protocol/run.ts";
import type { Store } from "#core/store/store.ts";

import { type ExitCode, type Io, UsageError } from "../command.ts";
import { formatValue } from "../describeRun.ts";
import { parseChoice, parseNumber, parseOptions } from "../parseOptions.ts";
import { relativeTime } from "../relativeTime.ts";
import { formatTable } from "../table.ts";
import { checkedFilter } from "./checkedFilter.ts";
import { indexed, storeOptions, withStore } from "./withStore.ts";

const options = {
  ...storeOptions,
  project: { type: "string" },
  name: { type: "string" },
  status: { type: "string" },
  tag: { type: "string" },
  columns: { type: "string" },
  filter: { type: "string" },
  sort: { type: "string", default: "created_at" },
  asc: { type: "boolean", default: false },
  limit: { type: "string", default: "50" },
} as const;

export function list(args: string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(args, options);
  const { project, name, tag, filter, sort, asc, limit, status, columns } = values;
  const query = RunsQuery.safeParse({
    project,
    name,
    tag,
    columns,
    q: filter === undefined ? undefined : checkedFilter(filter),
    sort,
    order: asc ? "asc" : "desc",
    limit: parseNumber("limit", limit, 1, 1000),
    ...(status !== undefined && { status: parseChoice("status", status, RunStatus.options) }),
  });
  if (!query.success) throw new UsageError(`runs list: ${z.prettifyError(query.error)}`);
  return withStore(values.storage, io, async (store): Promise<ExitCode> => {
    await indexed(store);
    const page = store.listRuns(query.data);
    const { columns: names = [] } = query.data;
    io.stdout.write(values.json ? `${JSON.stringify(page)}\n` : describe(page, store, names));
    return 0;
  });
}

function describe(page: RunsPage, store: Store, columns: readonly string[]): string {
  if (page.total === 0) {
    const { runs } = store.counts();
    return runs > 0
      ? `None of the ${runs} runs in ${store.root} is like that.\n`
      : `There are no runs in ${store.root}. \`runicorn demo\` makes some.\n`;
  }
  const rows = page.runs.map((run) => [
    run.id,
    [run.project, run.name].filter(Boolean).join("/"),
    run.alias ?? "",
    run.tags.join(", "),
    run.status,
    relativeTime(run.created_at),
    run.key_metric ? `${run.key_metric.key} ${formatValue(run.key_metric.value)}` : "",
    ...columns.map((name) => valueIn(run, name)),
  ]);
  const head = ["RUN", "EXPERIMENT", "ALIAS", "TAGS", "STATUS", "CREATED", "METRIC", ...columns];
  const more =
    page.total > page.runs.length
      ? `${page.runs.length} of ${page.total} runs; --limit shows more.\n`
      : "";
  return formatTable([head, ...rows]) + more;
}

/** What a run has in a field that was asked for. */
function valueIn(run: Run, name: string): string {
  const field = parseField(name);
  if (field === undefined || field.kind === "run") return "";
  const value =
    field.kind === "metric"
      ? run.metrics?.[field.key]?.[field.aggregate]
      : run[field.kind]?.[field.path];
  if (value === undefined || value === null) return "";
  return typeof value === "number" ? formatValue(value) : plain(value);
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
