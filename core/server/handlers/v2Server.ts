import { openApi } from "#core/protocol/openapi.ts";
import type { v2ServerApi } from "#core/protocol/v2Server.ts";

import type { Handlers } from "../mount.ts";
import type { Services } from "../services.ts";

export function v2ServerHandlers({
  store,
  guard,
  version,
}: Services): Handlers<typeof v2ServerApi> {
  return {
    createSession({ body }, reply) {
      reply.setHeader("Set-Cookie", guard.openSession(body.ticket));
      return { success: true };
    },
    getStore: () => ({ id: store.id, root: store.root, version, ...store.counts() }),
    getOpenApi: () => openApi(version),
  };
}
