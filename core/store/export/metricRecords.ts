import { isMissing, openRegularFile } from "#core/store/files/regularFile.ts";
import { isMetricKey, parseEventLine, toFinite, toPoint } from "#core/store/ingest/eventLine.ts";
import { LineReader } from "#core/store/ingest/lineReader.ts";

/** One `log()`: when and where it was, and its values. Text among the values is left out. */
export interface MetricRecord {
  readonly step: number;
  /** Unix seconds; NaN where nothing says. */
  readonly time: number;
  readonly stage: string;
  readonly values: ReadonlyMap<string, number>;
}

const sliceBytes = 256 << 10;

/** The metrics of an `events.jsonl` in its order, a slice of the file in memory at a time. */
export async function* metricRecords(file: string): AsyncGenerator<MetricRecord> {
  const batch: MetricRecord[] = [];
  let count = 0;
  const position = { offset: 0, line: 0, oversized: 0, firstOversized: 0 };
  const reader = new LineReader(position, (line) => {
    const record = parseEventLine(line);
    if (typeof record !== "object" || record.type !== "metrics") return;
    count++;
    const { data, ts } = record;
    batch.push({
      // As the index counts: records of unknown make, without a step, count up.
      step: toFinite(data["global_step"]) ?? toFinite(data["step"]) ?? count,
      time: toFinite(data["time"]) ?? ts ?? NaN,
      stage: typeof data["stage"] === "string" ? data["stage"] : "",
      values: valuesOf(data),
    });
  });
  try {
    await using handle = await openRegularFile(file);
    const slice = Buffer.allocUnsafe(sliceBytes);
    for (;;) {
      const { bytesRead } = await handle.read(slice, 0, sliceBytes, reader.next);
      if (bytesRead === 0) return;
      reader.push(slice.subarray(0, bytesRead));
      yield* batch.splice(0);
    }
  } catch (error) {
    // A run may have logged nothing.
    if (!isMissing(error)) throw error;
  }
}

function valuesOf(data: Readonly<Record<string, unknown>>): Map<string, number> {
  const values = new Map<string, number>();
  for (const [key, value] of Object.entries(data)) {
    const point = isMetricKey(key) ? toPoint(value) : undefined;
    if (point !== undefined) values.set(key, point);
  }
  return values;
}
