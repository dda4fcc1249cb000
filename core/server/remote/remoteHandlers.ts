import type { remoteApi } from "#core/protocol/remoteApi.ts";
import type { Handlers } from "#core/server/http/mount.ts";

import { connectionHandlers } from "./connectionHandlers.ts";
import { environmentHandlers } from "./environmentHandlers.ts";
import type { RemoteServices } from "./remoteServices.ts";
import { trustHandlers } from "./trustHandlers.ts";
import { viewerHandlers } from "./viewerHandlers.ts";

export function remoteHandlers(services: RemoteServices): Handlers<typeof remoteApi> {
  return {
    ...trustHandlers(services),
    ...connectionHandlers(services),
    ...environmentHandlers(services),
    ...viewerHandlers(services),
  };
}
