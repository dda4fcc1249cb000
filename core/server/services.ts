import type { Settings } from "#core/settings/settings.ts";
import type { Store } from "#core/store/store.ts";

import type { ArchiveSpool } from "./archiveSpool.ts";
import type { BrowserLinks } from "./browserLinks.ts";
import type { Guard } from "./guard.ts";
import type { LiveHub } from "./live/liveHub.ts";
import type { GpuWatch } from "./telemetry/gpuWatch.ts";
import type { Machine } from "./telemetry/machine.ts";

/** What handlers answer from. */
export interface Services {
  readonly store: Store;
  readonly guard: Guard;
  readonly live: LiveHub;
  readonly version: string;
  readonly settings: Settings;
  readonly gpus: GpuWatch;
  readonly machine: Machine;
  readonly browserLinks: BrowserLinks;
  readonly archives: ArchiveSpool;
}
