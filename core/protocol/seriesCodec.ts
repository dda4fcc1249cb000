import * as z from "zod";

import { RunicornError } from "./errors.ts";
import { type Series, type SeriesColumn, seriesColumns } from "./metric.ts";

/** `application/vnd.runicorn.series`: magic, u32 LE header length, JSON header, padding to 8, float64 LE columns. */
export const seriesMediaType = "application/vnd.runicorn.series";

const magic = 0x31534e52; // "RNS1" read as a little-endian u32

const Header = z.object({
  series: z.array(
    z.object({
      run: z.string(),
      key: z.string(),
      total: z.number().int(),
      columns: z.array(z.string()),
      rows: z.number().int().min(0),
    }),
  ),
});

export function encodeSeries(series: readonly Series[]): Uint8Array {
  const header = new TextEncoder().encode(
    JSON.stringify({
      series: series.map((s) => ({
        run: s.run,
        key: s.key,
        total: s.total,
        columns: seriesColumns,
        rows: s.x_first.length,
      })),
    }),
  );
  const start = align8(8 + header.length);
  const values = series.reduce((n, s) => n + s.x_first.length * seriesColumns.length, 0);
  const bytes = new Uint8Array(start + values * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, header.length, true);
  bytes.set(header, 8);
  const floats = new Float64Array(bytes.buffer, start);
  let at = 0;
  for (const s of series) {
    for (const column of seriesColumns) {
      floats.set(s[column], at);
      at += s[column].length;
    }
  }
  return bytes;
}

export function decodeSeries(bytes: Uint8Array): Series[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8 || view.getUint32(0, true) !== magic) throw damaged();
  const length = view.getUint32(4, true);
  if (8 + length > bytes.byteLength) throw damaged();
  const header = parseHeader(bytes.subarray(8, 8 + length));
  let at = align8(8 + length);
  return header.series.map(({ run, key, total, columns, rows }) => {
    const read = new Map<string, Float64Array>();
    for (const column of columns) {
      if (at + rows * 8 > bytes.byteLength) throw damaged();
      // Copied, because the bytes of a message need not lie on a multiple of 8, nor begin their buffer.
      const copy = new Uint8Array(bytes.subarray(at, at + rows * 8));
      read.set(column, new Float64Array(copy.buffer));
      at += rows * 8;
    }
    const series = { run, key, total } as Series;
    for (const column of seriesColumns) series[column] = required(read, column);
    return series;
  });
}

function required(read: Map<string, Float64Array>, column: SeriesColumn): Float64Array {
  const values = read.get(column);
  if (!values) throw damaged();
  return values;
}

function parseHeader(bytes: Uint8Array): z.infer<typeof Header> {
  try {
    return Header.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): RunicornError {
  return new RunicornError("internal_error", "The series answer is damaged; reload the view.", {
    cause,
  });
}

function align8(n: number): number {
  return (n + 7) & ~7;
}
