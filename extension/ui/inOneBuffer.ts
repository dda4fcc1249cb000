/**
 * The same message with all its columns in one buffer. The editor counts the buffers of a message in one byte: where they are
 * more than it holds, most are lost on the way to the page, and nobody is told.
 */
export function inOneBuffer<T extends object>(message: T): T {
  const columns = columnsOf(message);
  if (columns.length < 2) return message;
  const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  const moved = new Map<object, Float64Array>();
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    moved.set(column, all.subarray(at, at + column.length));
    at += column.length;
  }
  return replaced(message, moved) as T;
}

function columnsOf(value: unknown): Float64Array[] {
  if (value instanceof Float64Array) return [value];
  return isNested(value) ? Object.values(value).flatMap(columnsOf) : [];
}

function replaced(value: unknown, moved: ReadonlyMap<object, Float64Array>): unknown {
  if (value instanceof Float64Array) return moved.get(value);
  if (!isNested(value)) return value;
  if (Array.isArray(value)) return value.map((one) => replaced(one, moved));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, moved)]));
}

/** Lists of numbers can be long, and hold no columns. */
function isNested(value: unknown): value is object {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  return !Array.isArray(value) || typeof value[0] !== "number";
}
