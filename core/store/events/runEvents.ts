import type { Alert, RunEvent } from "#core/protocol/event.ts";
import { boundDepth } from "#core/store/files/boundedJson.ts";
import { rowChecksum } from "#core/store/index/rowChecksum.ts";
import { toPoint } from "#core/store/ingest/eventLine.ts";

import { toAlert } from "./alert.ts";

/** A typed event as the index holds it; `record` is the JSON of `{ts, data}`. */
export interface EventRow {
  /** Counts the file's events from 1. */
  readonly id: number;
  readonly type: string;
  readonly key: string | null;
  readonly step: number | null;
  readonly record: string;
}

/** A sum of events with one more; in any order they have the same. */
export function addEvent(sum: number, { id, type, key, step }: Omit<EventRow, "record">): number {
  return (sum + rowChecksum(id, type, key, step)) >>> 0;
}

/** What came since the news were taken last. */
export interface EventNews {
  readonly last: number;
  readonly alerts: readonly Alert[];
}

const maxNameLength = 500;
/** Of a burst of alerts the newest are told of. */
export const maxAlerts = 20;
/** Alerts of a run that is read for the first time may be hours old. */
const freshSeconds = 60;

/** Ids of a run's events are those of their file, and behind these come each rank's: an index built anew gives the same. */
const idsPerFile = 2 ** 39;

/** The typed events of one file that are not committed yet, and how many there are in all. */
export class RunEvents {
  /** What an event's id is within its run, less what it is within its file. */
  readonly base: number;
  /** Whether what the database is searched by has been compared with the sum. */
  isChecked = false;
  #count: number;
  #sum: number;
  #pending: EventRow[] = [];
  #pendingBytes = 0;
  #told: number;
  #alerts: { alert: Alert; ts: number }[] = [];

  constructor(count: number, rank: number | null = null, sum = 0) {
    this.#count = count;
    this.#sum = sum;
    this.base = rank === null ? 0 : (rank + 1) * idsPerFile;
    this.#told = count;
  }

  /** Goes on telling the news where another reading of the same run has stopped. */
  continueNewsOf(other: RunEvents): void {
    this.#told = other.#told;
    // Those that are read again from here on are noted again.
    this.#alerts = other.#alerts.filter(({ alert }) => alert.id <= this.base + this.#count);
  }

  /** What came since the last call; undefined when nothing did. `now` is Unix seconds. */
  takeNews(now: number): EventNews | undefined {
    if (this.#count <= this.#told) return undefined;
    this.#told = this.#count;
    const fresh = this.#alerts.filter(({ ts }) => ts > now - freshSeconds);
    this.#alerts = [];
    return { last: this.base + this.#count, alerts: fresh.map(({ alert }) => alert) };
  }

  /** Takes for told what there is. */
  skipNews(): void {
    this.#told = this.#count;
    this.#alerts = [];
  }

  get count(): number {
    return this.#count;
  }

  /** Of the checksums of what each event is searched by, committed or not. */
  get sum(): number {
    return this.#sum;
  }

  /** The last event that was committed when this was read; what another process has committed since comes twice. */
  get committedCount(): number {
    return this.#count - this.#pending.length;
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
    const place = step !== undefined && Number.isFinite(step) ? step : null;
    const record = JSON.stringify({ ts: ts ?? null, data: boundDepth(data) });
    const row = {
      id: ++this.#count,
      type: nameOf(type),
      key: typeof key === "string" ? nameOf(key) : null,
      step: place,
      record,
    };
    this.#pending.push(row);
    this.#sum = addEvent(this.#sum, row);
    this.#pendingBytes += record.length;
    if (type === "alert") this.#noteAlert(row, ts ?? 0, data);
  }

  /** Alerts a thread has read and committed are news, too. */
  noteCommitted(alerts: readonly EventRow[]): void {
    for (const row of alerts) {
      const { ts, data } = JSON.parse(row.record) as Pick<RunEvent, "ts" | "data">;
      this.#noteAlert(row, ts ?? 0, data);
    }
  }

  #noteAlert({ id, step }: EventRow, ts: number, data: Readonly<Record<string, unknown>>): void {
    if (id <= this.#told) return;
    this.#alerts.push({ alert: toAlert(this.base + id, step, data), ts });
    if (this.#alerts.length > maxAlerts) this.#alerts.shift();
  }

  committed(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

/** As a database gives it back: half a surrogate pair becomes another character there. */
function nameOf(text: string): string {
  return text.slice(0, maxNameLength).toWellFormed();
}
