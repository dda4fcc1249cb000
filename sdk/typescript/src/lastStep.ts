import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { jsonObject } from "./jsonValue.ts";

const chunkBytes = 64 * 1024;

/** `global_step` of the last metric record of an events.jsonl that can be read; 0 where there is none. */
export function lastStep(path: string): number {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    return 0;
  }
  try {
    return search(fd);
  } catch {
    return 0;
  } finally {
    closeSync(fd);
  }
}

function search(fd: number): number {
  let position = fstatSync(fd).size;
  let rest = Buffer.alloc(0);
  while (position > 0) {
    const start = Math.max(0, position - Math.max(chunkBytes, rest.length));
    const chunk = Buffer.alloc(position - start);
    const read = readSync(fd, chunk, 0, chunk.length, start);
    const bytes = Buffer.concat([chunk.subarray(0, read), rest]);
    position = start;
    // What comes before the first newline may be the end of a longer line: it waits for what lies before it.
    const head = start > 0 ? bytes.indexOf("\n") : -1;
    if (start > 0 && head === -1) {
      rest = bytes;
      continue;
    }
    const lines = bytes
      .subarray(head + 1)
      .toString()
      .split("\n");
    for (const line of lines.reverse()) {
      const step = stepOf(line);
      if (step !== undefined) return step;
    }
    rest = bytes.subarray(0, Math.max(head, 0));
  }
  return 0;
}

function stepOf(line: string): number | undefined {
  if (!line.includes('"global_step"')) return undefined;
  const record = jsonObject(line);
  const data = record?.["type"] === "metrics" ? record["data"] : undefined;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
  const step = data["global_step"];
  const whole = typeof step === "number" ? Math.trunc(step) : undefined;
  return Number.isSafeInteger(whole) ? whole : undefined;
}
