import assert from "node:assert/strict";

import type { Transport } from "#core/client/transport.ts";
import type { Viewer } from "#test/support/startViewer.ts";

/** A viewer's API over fetch, with its token; without live events. */
export function fetchTransport(viewer: Viewer): Transport {
  return {
    async request({ method, path, accept, body }) {
      const response = await fetch(viewer.base + path, {
        method,
        headers: {
          authorization: `Bearer ${viewer.server.token}`,
          accept,
          "content-type": "application/json",
        },
        ...(body !== undefined && { body }),
      });
      const contentType = response.headers.get("content-type") ?? "";
      return { status: response.status, contentType, body: await response.bytes() };
    },
    openSocket: assert.fail,
  };
}
