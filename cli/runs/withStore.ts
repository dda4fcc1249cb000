import { setTimeout as sleep } from "node:timers/promises";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";

import type { ExitCode, Io } from "../command.ts";
import { Logger } from "../logger.ts";
import { storageRoot } from "../storageRoot.ts";

/** Options that every command on a store takes. */
export const storeOptions = {
  storage: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** Opens the store a person means for as long as `use` takes. */
export async function withStore(
  storage: string | undefined,
  io: Io,
  use: (store: Store) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const { root } = await storageRoot(storage, io);
  const logger = new Logger(io.stderr, "error");
  const store = await Store.open({ root, log: (message) => logger.log("warn", message) });
  try {
    return await use(store);
  } finally {
    store.dispose();
  }
}

/** Milliseconds given to runs that are not indexed yet, which lack their metric in a list. */
const patience = 5000;

/** Waits until every run's events are indexed, as long as a person would. */
export async function indexed(store: Store): Promise<void> {
  const end = Date.now() + patience;
  while (store.counts().pending > 0 && Date.now() < end) await sleep(10);
}

export function findRun(store: Store, id: string): RunDetail {
  try {
    return store.getRun(id);
  } catch (error) {
    if (!RunicornError.is(error, "run_not_found")) throw error;
    throw new RunicornError(
      "run_not_found",
      `There is no run ${id} in ${store.root}; \`runicorn runs list\` shows those there are.`,
      { cause: error },
    );
  }
}
