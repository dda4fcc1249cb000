import { remoteApi } from "#core/protocol/remoteApi.ts";

import { createMethods, type Methods } from "./methods.ts";
import type { Transport } from "./transport.ts";

/** A typed method per route of the shared viewer that has to do with other machines. */
export type RemoteClient = Methods<typeof remoteApi>;

export function createRemoteClient(transport: Transport): RemoteClient {
  return createMethods(transport, remoteApi);
}
