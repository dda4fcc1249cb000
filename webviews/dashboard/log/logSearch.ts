import type { RunCalls } from "../pageRoutes.ts";

const perRead = 1000;
/** Enough for anybody to go through. */
const mostMatches = 10_000;

export interface LogMatch {
  readonly line: string;
  /** The byte the line begins at. */
  readonly offset: number;
}

/** All lines of a log with a text in them, found part by part from the beginning. Ends when disposed of. */
export class LogSearch {
  readonly matches: LogMatch[] = [];
  readonly text: string;
  isDone = false;
  readonly #client: Pick<RunCalls, "readLogs">;
  readonly #run: string;
  readonly #onChange: () => void;
  #disposed = false;

  constructor(client: Pick<RunCalls, "readLogs">, run: string, text: string, onChange: () => void) {
    this.#client = client;
    this.#run = run;
    this.text = text;
    this.#onChange = onChange;
  }

  get isCut(): boolean {
    return this.matches.length >= mostMatches;
  }

  async run(): Promise<void> {
    for (let offset = 0; !this.#disposed && !this.isCut;) {
      const query = { offset, limit: perRead, search: this.text };
      const page = await this.#client.readLogs({ params: { id: this.#run }, query });
      for (const [i, line] of page.lines.entries()) {
        this.matches.push({ line, offset: page.offsets?.[i] ?? page.start });
      }
      if (page.end <= offset || page.end >= page.size) break;
      offset = page.end;
      this.#tell();
    }
    this.isDone = true;
    this.#tell();
  }

  #tell(): void {
    if (!this.#disposed) this.#onChange();
  }

  dispose(): void {
    this.#disposed = true;
  }
}
