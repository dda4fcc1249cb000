import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { RunicornError } from "#core/protocol/errors.ts";
import type { remoteViewerProxy } from "#core/protocol/remoteApi.ts";
import type { ViewerProxy } from "#core/remote/tunnel/viewerProxy.ts";
import type { Handlers } from "#core/server/http/mount.ts";

import type { RemoteAccess } from "./remoteAccess.ts";
import type { RemoteServices } from "./remoteServices.ts";

/** The address of a viewer's API through this server: which connection, which address there. */
const address = /^\/api\/remote\/connections\/([^/?]+)\/viewer(\/api\/[^?]*(?:\?.*)?)$/s;

/** Sends requests on to viewers on other machines. */
export function viewerPassing(remote: RemoteAccess): Handlers<typeof remoteViewerProxy> {
  const pass = () => async (request: IncomingMessage, reply: ServerResponse) => {
    const { proxy, path } = await placeOf(remote, request);
    await proxy.request(request, reply, path);
  };
  return {
    getFromViewer: pass,
    postToViewer: pass,
    putToViewer: pass,
    patchAtViewer: pass,
    deleteAtViewer: pass,
  };
}

/** The same for a WebSocket. */
export async function passSocket(
  { remote, person }: Pick<RemoteServices, "remote" | "person">,
  request: IncomingMessage,
  connection: Duplex,
  head: Buffer,
): Promise<void> {
  await person.check(request);
  const { proxy, path } = await placeOf(remote, request);
  await proxy.upgrade(request, connection, head, path);
}

/** As it came over the wire: nothing of the address is decoded and encoded again. */
async function placeOf(
  remote: RemoteAccess,
  { url = "" }: IncomingMessage,
): Promise<{ proxy: ViewerProxy; path: string }> {
  const [, id = "", path] = address.exec(url) ?? [];
  // Pages of another machine must not run under this server's name.
  if (path === undefined) {
    throw new RunicornError("not_found", "Only the API of a viewer on another machine is here.");
  }
  const hosts = await remote.hosts();
  return { proxy: hosts.viewer(decode(id)).proxy, path };
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch (cause) {
    throw new RunicornError("invalid_parameters", "The address is malformed.", { cause });
  }
}
