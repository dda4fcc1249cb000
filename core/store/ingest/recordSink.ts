import type { RecordLayout } from "#core/store/scan/recordLayout.ts";
import type { ScanSink } from "#core/store/scan/scanner.ts";

import { parseEventLine, parseSampleLine, toFinite } from "./eventLine.ts";
import type { EventSource } from "./eventSource.ts";
import { StageNotes } from "./stages.ts";

/** Puts the records of a file into its source, in their order. */
export class RecordSink implements ScanSink {
  readonly #source: EventSource;
  readonly #parse: typeof parseEventLine;
  readonly #stages: StageNotes;

  constructor(source: EventSource) {
    this.#source = source;
    this.#stages = new StageNotes(source.state);
    this.#parse = source.file.source === "system" ? parseSampleLine : parseEventLine;
  }

  rows(layout: RecordLayout, count: number, columns: readonly Float64Array[]): void {
    const { state, series } = this.#source;
    // Records of unknown make: without a step they count up, without a time they share the last one's.
    const steps =
      column(columns, layout.step) ??
      Float64Array.from({ length: count }, (_, i) => state.records + 1 + i);
    const times = column(columns, layout.time) ?? new Float64Array(count).fill(state.lastTime);
    this.#stages.note(layout.stage, steps[0] ?? 0, times[0] ?? 0);
    series.appendRows(layout, count, { steps, times, columns });
    this.#noteLeftOut();
    state.line += count;
    state.records += count;
    state.lastTime = times[count - 1] ?? state.lastTime;
  }

  line(bytes: Uint8Array): void {
    const { state, series, events } = this.#source;
    state.line++;
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    if (line === "" || line === "\r") return;
    const record = this.#parse(line);
    if (record === "other") return;
    if (record === "garbage") {
      state.garbage++;
      state.firstGarbage ||= state.line;
      return;
    }
    const { data, ts } = record;
    if (record.type !== "metrics") {
      events.add(record.type, ts, data);
      return;
    }
    state.records++;
    const step = toFinite(data["global_step"]) ?? toFinite(data["step"]) ?? state.records;
    state.lastTime = toFinite(data["time"]) ?? toFinite(ts) ?? state.lastTime;
    this.#stages.note(data["stage"], step, state.lastTime);
    series.append(step, state.lastTime, data);
    this.#noteLeftOut();
  }

  #noteLeftOut(): void {
    const { state, series } = this.#source;
    state.leftOut += series.takeLeftOut();
  }
}

function column(columns: readonly Float64Array[], at: number | undefined) {
  return at === undefined ? undefined : columns[at];
}
