import type { Client } from "#core/client/client.ts";
import type { LogPage } from "#core/protocol/log.ts";

const pageLines = 1000;
/** Following drops the oldest lines beyond this, in one go, so that the page redraws seldom. */
const followLines = 4000;
const heldLines = 20_000;

/** The lines of one run's log that the page holds: the tail, growing at both ends. */
export class LogWindow {
  page: LogPage = { lines: [], start: 0, end: 0, size: 0 };
  readonly #client: Pick<Client, "readLogs">;
  readonly #id: string;
  #limit = followLines;

  constructor(client: Pick<Client, "readLogs">, runId: string) {
    this.#client = client;
    this.#id = runId;
  }

  /** Reads what was appended; starts again from the tail where the file was replaced or grew too far. */
  async follow(): Promise<void> {
    const held = this.page;
    const next = await this.#read({ offset: held.end, limit: pageLines });
    const continues = held.lines.length > 0 && next.start === held.end && next.size >= held.end;
    if (!continues || next.end < next.size) {
      if (continues && next.lines.length === 0) return;
      this.page = await this.#read({ limit: pageLines, tail: "true" });
      this.#limit = followLines;
      return;
    }
    const lines = [...held.lines, ...next.lines];
    if (lines.length <= this.#limit) {
      this.page = { ...next, lines, start: held.start };
    } else {
      this.page = await this.#read({ limit: followLines / 2, tail: "true" });
      this.#limit = followLines;
    }
  }

  /** Puts the lines that end at byte `before` in front; nothing where they are there already. */
  async loadOlder(before: number): Promise<void> {
    if (before !== this.page.start || before === 0) return;
    const older = await this.#read({ offset: before, limit: pageLines, tail: "true" });
    if (before !== this.page.start || older.end !== before) return;
    const lines = [...older.lines, ...this.page.lines];
    if (lines.length > heldLines) return;
    this.#limit = Math.max(this.#limit, lines.length + followLines);
    this.page = { ...this.page, lines, start: older.start };
  }

  #read(query: { offset?: number; limit: number; tail?: string }): Promise<LogPage> {
    return this.#client.readLogs({ params: { id: this.#id }, query });
  }
}
