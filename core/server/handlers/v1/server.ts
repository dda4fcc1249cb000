import type { v1ServerApi } from "#core/protocol/v1Server.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Services } from "#core/server/services.ts";
import { StorageSizes } from "#core/server/telemetry/storageSizes.ts";

export function v1ServerHandlers({ store, version }: Services): Handlers<typeof v1ServerApi> {
  const sizes = new StorageSizes(store.root);
  return {
    health: () => ({
      status: "ok",
      storage: store.root,
      version,
      time: Date.now() / 1000,
      cache: { enabled: false, type: "incremental", ...noCache },
    }),
    async checkStatus() {
      const { checked, updated } = await store.editor.settle();
      const message = `Checked ${checked} running runs, ${updated} of them have ended`;
      return { checked, updated, message };
    },
    cacheStats: () => ({ ...noCache, incremental_rate: "0.0%" }),
    async storageStats() {
      const { runs, ...parts } = await sizes.read();
      return {
        storage_root: store.root,
        ...parts,
        runs: { ...runs, runs_count: store.counts().runs },
        recycle_bin: { runs_count: store.editor.binned().size },
      };
    },
  };
}

/** The fields clients read; nothing here is cached outside the index. */
const noCache = {
  hit_rate: "0.0%",
  hits: 0,
  misses: 0,
  incremental_updates: 0,
  size: 0,
  max_size: 0,
};
