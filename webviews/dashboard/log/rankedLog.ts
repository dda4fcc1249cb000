import type { LogPage } from "#core/protocol/log.ts";

import type { RunCalls } from "../pageRoutes.ts";

/** Who wrote a log: one of several processes, or the run as a whole. */
export type LogRank = number | null;

/** The log of one run that is read now: its own, or that of one of its processes. */
export class RankedLog {
  /** Null: the run's own, or that of the lowest rank where there is none. */
  rank: LogRank;
  /** Reads that log, whoever calls. */
  readonly client: Pick<RunCalls, "readLogs" | "readPoints">;
  readonly #client: RunCalls;
  readonly #run: string;

  constructor(client: RunCalls, run: string, rank: LogRank) {
    this.rank = rank;
    this.#client = client;
    this.#run = run;
    this.client = {
      readPoints: client.readPoints,
      readLogs: (call) => client.readLogs({ ...call, query: { ...call.query, ...this.#asked } }),
    };
  }

  /** Whose logs there are; at least one where anything was logged. */
  async ranks(): Promise<readonly LogRank[]> {
    const query = { limit: 1, tail: "true" };
    const page: LogPage = await this.#client.readLogs({ params: { id: this.#run }, query });
    return page.ranks ?? [];
  }

  get #asked(): { readonly rank?: number } {
    return this.rank === null ? {} : { rank: this.rank };
  }
}
