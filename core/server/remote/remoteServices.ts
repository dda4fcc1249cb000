import type { SamePerson } from "#core/server/auth/samePerson.ts";

import type { RemoteAccess } from "./remoteAccess.ts";
import type { SavedConnections } from "./savedConnections.ts";

/** What the routes about other machines answer from. */
export interface RemoteServices {
  readonly remote: RemoteAccess;
  readonly saved: SavedConnections;
  readonly person: SamePerson;
  /** Of the person whose viewer it is: their home, their agent. */
  readonly env: NodeJS.ProcessEnv;
}
