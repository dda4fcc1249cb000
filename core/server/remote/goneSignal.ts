import type { ServerResponse } from "node:http";

/** Given when whoever asked goes away before the answer. */
export function goneSignal(reply: Pick<ServerResponse, "once" | "writableFinished">): AbortSignal {
  const ending = new AbortController();
  reply.once("close", () => {
    if (!reply.writableFinished) ending.abort();
  });
  return ending.signal;
}
