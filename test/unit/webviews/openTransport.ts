import type { Transport } from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";

/** Reaches a viewer that wants no token. */
export function openTransport(base: string): Transport {
  return {
    async request({ method, path, body, accept }) {
      const headers = { accept, ...(body !== undefined && { "content-type": "application/json" }) };
      try {
        const response = await fetch(base + path, {
          method,
          headers,
          ...(body !== undefined && { body }),
        });
        return {
          status: response.status,
          contentType: response.headers.get("content-type") ?? "",
          body: new Uint8Array(await response.arrayBuffer()),
        };
      } catch (cause) {
        throw new RunicornError("service_unavailable", "The viewer does not answer.", { cause });
      }
    },
    openSocket(path, handlers) {
      const socket = new WebSocket(base.replace("http", "ws") + path);
      socket.addEventListener("open", () => handlers.onOpen());
      socket.addEventListener("message", (event) => handlers.onFrame(String(event.data)));
      socket.addEventListener("close", (event) => handlers.onClose(event.reason));
      return { close: () => socket.close() };
    },
  };
}
