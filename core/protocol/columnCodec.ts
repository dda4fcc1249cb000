import * as z from "zod";

import { RunicornError } from "./errors.ts";

/** Something with columns of the same length, and what is said of it beside them. */
export interface ColumnTable<Head> {
  readonly head: Head;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

const magic = 0x31534e52; // "RNS1" read as a little-endian u32

const Layout = z.object({ columns: z.array(z.string()), rows: z.int().min(0) });

/**
 * Magic, u32 LE header length, JSON header `{<list>: [{…head, columns, rows}]}`, padding to 8, then the columns of one table
 * after the other as float64 LE.
 */
export function encodeTables(list: string, tables: readonly ColumnTable<object>[]): Uint8Array {
  const described = tables.map(({ head, columns }) => {
    const names = Object.keys(columns);
    return { ...head, columns: names, rows: columns[names[0] ?? ""]?.length ?? 0 };
  });
  const header = new TextEncoder().encode(JSON.stringify({ [list]: described }));
  const all = tables.flatMap(({ columns }) => Object.values(columns));
  const start = align8(8 + header.length);
  const values = all.reduce((n, column) => n + column.length, 0);
  const bytes = new Uint8Array(start + values * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, header.length, true);
  bytes.set(header, 8);
  const floats = new Float64Array(bytes.buffer, start);
  let at = 0;
  for (const column of all) {
    floats.set(column, at);
    at += column.length;
  }
  return bytes;
}

/** Throws a `RunicornError` where the bytes are not what `encodeTables` makes of such a list. */
export function decodeTables<Head>(
  list: string,
  head: z.ZodType<Head>,
  bytes: Uint8Array,
): ColumnTable<Head>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8 || view.getUint32(0, true) !== magic) throw damagedAnswer();
  const length = view.getUint32(4, true);
  if (8 + length > bytes.byteLength) throw damagedAnswer();
  const tables = parseHeader(list, head, bytes.subarray(8, 8 + length));
  let at = align8(8 + length);
  return tables.map(([head, { columns, rows }]) => {
    const read = columns.map((name) => {
      if (at + rows * 8 > bytes.byteLength) throw damagedAnswer();
      // Copied, because the bytes of a message need not lie on a multiple of 8, nor begin their buffer.
      const copy = new Uint8Array(bytes.subarray(at, at + rows * 8));
      at += rows * 8;
      return [name, new Float64Array(copy.buffer)] as const;
    });
    return { head, columns: Object.fromEntries(read) };
  });
}

export function damagedAnswer(cause?: unknown): RunicornError {
  return new RunicornError("internal_error", "The series answer is damaged; reload the view.", {
    cause,
  });
}

function parseHeader<Head>(
  list: string,
  head: z.ZodType<Head>,
  bytes: Uint8Array,
): [Head, z.infer<typeof Layout>][] {
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const tables = z.record(z.string(), z.array(z.unknown())).parse(header)[list] ?? fail();
    return tables.map((table) => [head.parse(table), Layout.parse(table)]);
  } catch (cause) {
    throw damagedAnswer(cause);
  }
}

function fail(): never {
  throw new Error("the list is not there");
}

function align8(n: number): number {
  return (n + 7) & ~7;
}
