import { setTimeout as sleep } from "node:timers/promises";

import type { Store } from "#core/store/store.ts";

import type { Io } from "../command.ts";

const lookMs = 50;
const tellMs = 2000;

/** Waits until every run's events are indexed; tells on stderr how far it is when that takes long. */
export async function untilIndexed(store: Store, io: Io): Promise<void> {
  let told = Date.now();
  for (;;) {
    const { runs, pending } = store.counts();
    if (pending === 0 || io.signal.aborted) return;
    if (Date.now() - told >= tellMs) {
      told = Date.now();
      io.stderr.write(`${runs - pending} of ${runs} runs indexed\n`);
    }
    await sleep(lookMs, undefined, { signal: io.signal }).catch(() => undefined);
  }
}
