import { boundDepth } from "./boundedJson.ts";
import { toPoint } from "./eventLine.ts";

/** A typed event as the index holds it; `record` is the JSON of `{ts, data}`. */
export interface EventRow {
  readonly id: number;
  readonly type: string;
  readonly key: string | null;
  readonly step: number | null;
  readonly record: string;
}

const maxNameLength = 500;

/** The typed events of one run that are not committed yet, and how many there are in all. */
export class RunEvents {
  #count: number;
  #pending: EventRow[] = [];
  #pendingBytes = 0;

  constructor(count: number) {
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  get pending(): readonly EventRow[] {
    return this.#pending;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  add(type: string, ts: number | undefined, data: Readonly<Record<string, unknown>>): void {
    const { key } = data;
    const step = toPoint(data["step"]) ?? toPoint(data["global_step"]);
    const record = JSON.stringify({ ts: ts ?? null, data: boundDepth(data) });
    this.#pending.push({
      id: ++this.#count,
      type: type.slice(0, maxNameLength),
      key: typeof key === "string" ? key.slice(0, maxNameLength) : null,
      step: step !== undefined && Number.isFinite(step) ? step : null,
      record,
    });
    this.#pendingBytes += record.length;
  }

  committed(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
