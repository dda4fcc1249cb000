import type { Store } from "#core/store/store.ts";

import type { Guard } from "./guard.ts";

/** What handlers answer from. */
export interface Services {
  readonly store: Store;
  readonly guard: Guard;
  readonly version: string;
}
