import { formatField } from "#core/protocol/filter/fields.ts";
import { aggregates, type FilterField, runFields } from "#core/protocol/filter/filter.ts";
import type { RunColumn } from "#core/protocol/runTable.ts";

import type { FieldValue } from "./fieldColumn.ts";
import { fieldReader, toNumber } from "./fieldReader.ts";
import { toFieldValue } from "./fieldValue.ts";
import { decodeMetric } from "./metricCells.ts";
import { withBest } from "./metricModes.ts";
import { parseMetricName } from "./metricTable.ts";
import type { RunIndex } from "./runIndex.ts";

const rowsPerStep = 500;
/** Characters that are told of a text all runs have. */
const mostText = 100;

/** What is known of one field while the runs are gone through. */
class ColumnTally {
  readonly field: FilterField;
  readonly #counts = { number: 0, boolean: 0, string: 0 };
  #min = Infinity;
  #max = -Infinity;
  #first: FieldValue | undefined;
  #isSame = true;

  constructor(field: FilterField) {
    this.field = field;
  }

  add(value: FieldValue): void {
    this.#counts[typeof value as "number" | "boolean" | "string"]++;
    this.#first ??= value;
    if (this.#isSame && value !== this.#first) this.#isSame = false;
    const number = toNumber(value);
    if (number === undefined) return;
    this.#min = Math.min(this.#min, number);
    this.#max = Math.max(this.#max, number);
  }

  /** Undefined where no run has a value, or where no filter can spell the name. */
  toColumn(): RunColumn | undefined {
    const { number, boolean, string } = this.#counts;
    const count = number + boolean + string;
    const field = formatField(this.field);
    if (count === 0 || field === undefined) return undefined;
    const type =
      count === number
        ? "number"
        : count === boolean
          ? "boolean"
          : count === string
            ? "text"
            : "mixed";
    const hasNumbers = this.#min <= this.#max;
    const [min, max] = hasNumbers ? [this.#min, this.#max] : [null, null];
    const first = this.#isSame ? this.#first : undefined;
    const only = typeof first === "string" ? first.slice(0, mostText) : first;
    return { field, type, count, min, max, ...(only !== undefined && { only }) };
  }
}

/** All fields runs can be sorted by, with counts and ranges over all runs; some hundred runs a step. */
export function* listColumns(index: RunIndex, now: number): Generator<void, RunColumn[]> {
  const own: ColumnTally[] = [];
  for (const name of Object.keys(runFields) as (keyof typeof runFields)[]) {
    // Notes are for reading.
    if (name === "tag" || name === "notes") continue;
    const tally = new ColumnTally({ kind: "run", name });
    const read = fieldReader(index, tally.field, now);
    for (const slot of index.slots.byDir) for (const value of read(slot)) tally.add(value);
    own.push(tally);
    yield;
  }
  const details = yield* tallyDetails(index);
  const metrics = yield* tallyMetrics(index);
  const sorted = [...details, ...metrics].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return [...own, ...sorted].flatMap((tally) => tally.toColumn() ?? []);
}

function* tallyDetails({ rows, slots }: RunIndex): Generator<void, ColumnTally[]> {
  const tallies = new Map<string, ColumnTally>();
  const ofLayout = new Map<readonly string[], (ColumnTally | undefined)[]>();
  for (let after = 0; ;) {
    const page = rows.details.page(after, rowsPerStep);
    for (const { run, names, cells } of page) {
      after = run;
      if (slots.slotOfRow(run) === undefined) continue;
      let columns = ofLayout.get(names);
      if (!columns) {
        columns = names.map((name) => {
          const field = detailField(name);
          return field && tallyOf(tallies, name, () => field);
        });
        ofLayout.set(names, columns);
      }
      for (const [i, cell] of (JSON.parse(cells) as unknown[]).entries()) {
        const value = toFieldValue(cell);
        if (value !== undefined) columns[i]?.add(value);
      }
    }
    if (page.length < rowsPerStep) return [...tallies.values()];
    yield;
  }
}

function* tallyMetrics({ rows, slots }: RunIndex): Generator<void, ColumnTally[]> {
  const tallies = new Map<string, ColumnTally>();
  for (let after = 0; ;) {
    const page = rows.metrics.page(after, rowsPerStep);
    for (const { run, layout, cells } of page) {
      after = run;
      if (slots.slotOfRow(run) === undefined) continue;
      const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
      for (const [place, name] of rows.layouts.namesOf(layout).entries()) {
        const [key, mode] = parseMetricName(name);
        const stats = withBest(decodeMetric(view, place), mode);
        for (const aggregate of aggregates) {
          const value = stats[aggregate];
          if (typeof value !== "number") continue;
          const tally = tallyOf(tallies, `${key}.${aggregate}`, () => ({
            kind: "metric",
            key,
            aggregate,
          }));
          tally.add(value);
        }
      }
    }
    if (page.length < rowsPerStep) return [...tallies.values()];
    yield;
  }
}

function tallyOf(
  tallies: Map<string, ColumnTally>,
  name: string,
  field: () => FilterField,
): ColumnTally {
  let tally = tallies.get(name);
  if (!tally) tallies.set(name, (tally = new ColumnTally(field())));
  return tally;
}

/** The field that `config.<path>` or `summary.<path>` is; undefined for the name of a metric. */
export function detailField(name: string): FilterField | undefined {
  const kind = (["config", "summary"] as const).find((kind) => name.startsWith(`${kind}.`));
  return kind && { kind, path: name.slice(kind.length + 1) };
}

function sortKey({ field }: ColumnTally): string {
  const order = ["run", "config", "summary", "metric"].indexOf(field.kind);
  return `${order}${formatField(field) ?? ""}`;
}
