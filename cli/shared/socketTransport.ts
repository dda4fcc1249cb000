import http, { type IncomingMessage } from "node:http";
import net from "node:net";
import { buffer } from "node:stream/consumers";

import { WebSocket } from "ws";

import type { OpenSocket, SocketHandlers, Transport } from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { SharedServer } from "#core/protocol/sharedServer.ts";

/** Talks to a server on a private socket of this machine. A request may take as long as a person thinks about a question. */
export function socketTransport({ socket, token }: SharedServer): Transport {
  const headers = { host: "localhost", authorization: `Bearer ${token}` };
  return {
    async request({ method, path, body, accept, signal }) {
      const request = http.request({
        socketPath: socket,
        method,
        path,
        headers: {
          ...headers,
          accept,
          ...(body !== undefined && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
          }),
        },
        ...(signal && { signal }),
      });
      try {
        const answer = await new Promise<IncomingMessage>((resolve, reject) => {
          request.on("response", resolve).on("error", reject).end(body);
        });
        return {
          status: answer.statusCode ?? 0,
          contentType: answer.headers["content-type"] ?? "",
          body: await buffer(answer),
        };
      } catch (cause) {
        throw new RunicornError("service_unavailable", "The shared viewer has ended.", { cause });
      }
    },
    openSocket(path, handlers) {
      return follow(
        new WebSocket(`ws+unix:viewer:${path}`, {
          createConnection: () => net.connect(socket),
          headers,
          perMessageDeflate: false,
        }),
        handlers,
      );
    },
  };
}

function follow(socket: WebSocket, handlers: SocketHandlers): OpenSocket {
  socket.on("open", () => handlers.onOpen());
  socket.on("message", (data: Buffer) => handlers.onFrame(data.toString()));
  socket.on("error", () => socket.terminate());
  socket.on("close", (code) => handlers.onClose(`closed with code ${code}`));
  return { close: () => socket.terminate() };
}
