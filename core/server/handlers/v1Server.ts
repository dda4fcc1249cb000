import type { v1ServerApi } from "#core/protocol/v1Server.ts";

import type { Handlers } from "../mount.ts";
import type { Services } from "../services.ts";

export function v1ServerHandlers({ store, version }: Services): Handlers<typeof v1ServerApi> {
  return {
    health: () => ({ status: "ok", storage: store.root, version, cache: noCache }),
  };
}

/** The fields clients read; nothing here is cached outside the index. */
const noCache = {
  enabled: false,
  type: "incremental",
  hit_rate: "0.0%",
  hits: 0,
  misses: 0,
  incremental_updates: 0,
  size: 0,
  max_size: 0,
};
