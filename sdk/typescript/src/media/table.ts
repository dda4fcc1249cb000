import { NotPlain, type Plain, plainText } from "../plain.ts";
import { isArray, numberArray } from "./numberArray.ts";
import { tableCell } from "./tableCell.ts";
import type { Tell } from "./tell.ts";

/** Rows of plain cells, as many in each as there are columns. */
export interface Table {
  readonly columns: string[];
  readonly rows: Plain[][];
  /** Of the table that was given, which may have more rows than are kept. */
  readonly rowCount: number;
}

interface Source {
  readonly names: readonly unknown[];
  readonly rows: Iterable<unknown>;
  /** -1 when nobody knows. */
  readonly total: number;
}

const maxCells = 1_000_000;
const maxColumns = 1000;
const maxName = 200;

/**
 * A list of rows or of objects, an object or a Map of columns, a data frame with `toRecords()` or `objects()`, a
 * two-dimensional tensor. `columns` names the columns; of objects it chooses some. What is too much is cut off, which `tell`
 * is told. Throws NotPlain for what is no table, and what the object throws.
 */
export function tableOf(data: unknown, columns: readonly unknown[] | undefined, tell: Tell): Table {
  const source = sourceOf(data, columns?.slice(0, maxColumns + 1));
  const rows: Plain[][] = [];
  let width = Math.max(1, source.names.length);
  let [longest, isMore] = [source.names.length, false];
  for (const row of source.rows) {
    if ((rows.length + 1) * width > maxCells) {
      isMore = true;
      break;
    }
    const cells = take(cellsOf(row), maxColumns + 1).map(tableCell);
    width = Math.max(width, cells.length);
    longest = Math.max(longest, cells.length);
    rows.push(cells);
  }
  if (isMore) tell("rows", `only the first ${rows.length} rows of a table are recorded`);
  if (longest > maxColumns) {
    tell("columns", `only the first ${maxColumns} columns of a table are recorded`);
  }
  const count = Math.min(longest, maxColumns);
  const full = rows.map((row) => Array.from({ length: count }, (_, index) => row[index] ?? null));
  const names = Array.from({ length: count }, (_, index) => {
    const name = tableCell(index < source.names.length ? source.names[index] : index);
    return plainText(name).slice(0, maxName);
  });
  return { columns: names, rows: full, rowCount: Math.max(source.total, full.length) };
}

function sourceOf(data: unknown, chosen: readonly unknown[] | undefined): Source {
  if (typeof data !== "object" || data === null) {
    throw new NotPlain(`a value of type ${typeof data} is no table`);
  }
  for (const method of ["toRecords", "objects"]) {
    const records: unknown = (data as Record<string, unknown>)[method];
    if (typeof records === "function")
      return rowsOf(records.call(data) as Iterable<unknown>, chosen);
  }
  if (isArray(data) && !Array.isArray(data)) return numbersOf(data, chosen);
  if (data instanceof Map) return columnsOf(data, chosen);
  if (Symbol.iterator in data) return rowsOf(data as Iterable<unknown>, chosen);
  return columnsOf(new Map<unknown, unknown>(Object.entries(data)), chosen);
}

function numbersOf(data: object, chosen: readonly unknown[] | undefined): Source {
  const { shape, flat } = numberArray(data);
  const [total = 0, width = 1] = shape;
  if (shape.length > 2) throw new NotPlain(`an array of ${shape.length} dimensions is no table`);
  function* rows(): Generator<number[]> {
    for (let row = 0; row < total; row++) {
      yield Array.from({ length: width }, (_, cell) => Number(flat[row * width + cell]));
    }
  }
  return { names: chosen ?? [], rows: rows(), total };
}

function columnsOf(
  data: ReadonlyMap<unknown, unknown>,
  chosen: readonly unknown[] | undefined,
): Source {
  const names = chosen ?? take(data.keys(), maxColumns + 1);
  const columns = names.map((name) => columnOf(data.get(name)));
  const total = columns.reduce((most, column) => Math.max(most, column.length), 0);
  function* rows(): Generator<unknown[]> {
    for (let row = 0; row < total; row++) yield columns.map((column) => column[row]);
  }
  return { names, rows: rows(), total };
}

function columnOf(values: unknown): ArrayLike<unknown> {
  if (Array.isArray(values)) return values as unknown[];
  if (typeof values !== "object" || values === null) return [values];
  if (isArray(values)) return numberArray(values).flat;
  return Symbol.iterator in values ? take(values as Iterable<unknown>, maxCells) : [values];
}

function rowsOf(data: Iterable<unknown>, chosen: readonly unknown[] | undefined): Source {
  const rows = Array.isArray(data) ? (data as unknown[]) : take(data, maxCells + 1);
  if (!rows.some(isObject)) return { names: chosen ?? [], rows, total: rows.length };
  const names = chosen ?? namesOf(rows);
  function* picked(): Generator {
    for (const row of rows) yield isObject(row) ? names.map((name) => valueOf(row, name)) : row;
  }
  return { names, rows: picked(), total: rows.length };
}

function namesOf(rows: readonly unknown[]): unknown[] {
  const names = new Set<unknown>();
  for (const row of rows) {
    if (isObject(row)) {
      for (const name of row instanceof Map ? row.keys() : Object.keys(row)) names.add(name);
      if (names.size > maxColumns) break;
    }
  }
  return take(names, maxColumns + 1);
}

function valueOf(row: object, name: unknown): unknown {
  if (row instanceof Map) return row.get(name);
  const key = String(name);
  return Object.hasOwn(row, key) ? (row as Record<string, unknown>)[key] : undefined;
}

/** Whether a row names its cells. */
function isObject(row: unknown): row is object {
  if (typeof row !== "object" || row === null) return false;
  return row instanceof Map || !(Symbol.iterator in row || row instanceof Date);
}

function cellsOf(row: unknown): Iterable<unknown> {
  const isRow = typeof row === "object" && row !== null && Symbol.iterator in row;
  return isRow && !(row instanceof Map) ? (row as Iterable<unknown>) : [row];
}

function take(items: Iterable<unknown>, most: number): unknown[] {
  const taken: unknown[] = [];
  for (const item of items) {
    if (taken.length >= most) break;
    taken.push(item);
  }
  return taken;
}
