import type { Store } from "#core/store/store.ts";

import type { Guard } from "./guard.ts";
import type { LiveHub } from "./live/liveHub.ts";

/** What handlers answer from. */
export interface Services {
  readonly store: Store;
  readonly guard: Guard;
  readonly live: LiveHub;
  readonly version: string;
}
