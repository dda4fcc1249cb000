import type { RemoteAccess } from "./remoteAccess.ts";
import type { SavedConnections } from "./savedConnections.ts";

/** What the routes about other machines answer from. */
export interface RemoteServices {
  readonly remote: RemoteAccess;
  readonly saved: SavedConnections;
  /** Of the person whose viewer it is: their home, their agent. */
  readonly env: NodeJS.ProcessEnv;
}
