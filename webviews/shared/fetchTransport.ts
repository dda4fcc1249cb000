import type { OpenSocket, SocketHandlers, Transport } from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";

/** Reaches the viewer that served this page; the session cookie goes along by itself. */
export function fetchTransport(): Transport {
  return {
    async request({ method, path, body, accept }) {
      const init: RequestInit = {
        method,
        credentials: "same-origin",
        headers: {
          Accept: accept,
          ...(body !== undefined && { "Content-Type": "application/json" }),
        },
        ...(body !== undefined && { body }),
      };
      try {
        const response = await fetch(path, init);
        return {
          status: response.status,
          contentType: response.headers.get("Content-Type") ?? "",
          body: new Uint8Array(await response.arrayBuffer()),
        };
      } catch (cause) {
        throw new RunicornError(
          "service_unavailable",
          "The viewer does not answer; see whether it still runs.",
          { cause },
        );
      }
    },
    openSocket: (path, handlers) => openSocket(path, handlers),
  };
}

function openSocket(path: string, handlers: SocketHandlers): OpenSocket {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.addEventListener("open", () => handlers.onOpen());
  socket.addEventListener("message", (event) => handlers.onFrame(String(event.data)));
  // An error is always followed by a close.
  socket.addEventListener("close", (event) => handlers.onClose(event.reason));
  return { close: () => socket.close() };
}
