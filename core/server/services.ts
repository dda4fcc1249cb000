import type { Guard } from "#core/server/auth/guard.ts";
import type { BrowserLinks } from "#core/server/browser/browserLinks.ts";
import type { ArchiveSpool } from "#core/server/files/archiveSpool.ts";
import type { Settings } from "#core/settings/settings.ts";
import type { Store } from "#core/store/store.ts";

import type { LiveHub } from "./live/liveHub.ts";
import type { RemoteServices } from "./remote/remoteServices.ts";
import type { GpuWatch } from "./telemetry/gpuWatch.ts";
import type { Machine } from "./telemetry/machine.ts";

/** What handlers answer from. */
export interface Services extends RemoteServices {
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
