import { randomBytes } from "node:crypto";

import { openApi } from "#core/protocol/openapi.ts";
import type { v2ServerApi } from "#core/protocol/v2Server.ts";
import { docsPage } from "#core/server/browser/docsPage.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Services } from "#core/server/services.ts";

export function v2ServerHandlers({
  store,
  guard,
  version,
  browserLinks,
}: Services): Handlers<typeof v2ServerApi> {
  return {
    createSession({ body }, reply) {
      reply.setHeader("Set-Cookie", guard.openSession(body.ticket));
      return { success: true };
    },
    getStore: () => {
      const { runs, pending, pendingBytes } = store.counts();
      const { id, root } = store;
      return { id, root, version, runs, pending, pending_bytes: pendingBytes };
    },
    openBrowser: ({ body }) => browserLinks.to(body.path),
    getOverview: ({ query }) => store.overview(query),
    getDocs(_request, reply) {
      const nonce = randomBytes(16).toString("base64");
      const policy = `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
      reply.setHeader("Content-Security-Policy", policy);
      return docsPage(openApi(version), nonce);
    },
    getOpenApi: () => openApi(version),
  };
}
