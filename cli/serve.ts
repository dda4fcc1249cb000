import path from "node:path";

import { type Listen } from "#core/server/http/listen.ts";
import { type Server, startServer } from "#core/server/server.ts";
import { Settings } from "#core/settings/settings.ts";
import { settingsFolder } from "#core/settings/settingsFolder.ts";
import { Store } from "#core/store/store.ts";

import { distFolder } from "./distFolder.ts";
import type { Logger } from "./logger.ts";
import { version } from "./version.ts";

export interface ServeOptions {
  readonly root: string;
  readonly listen: Listen;
  /** Without it the server makes one. */
  readonly token?: string | undefined;
  readonly auth: boolean;
  readonly allowedHosts: readonly string[];
  readonly logger: Logger;
  readonly env: NodeJS.ProcessEnv;
}

/** How long a person waits at most before there is an answer, if not a whole one. */
const patienceMs = 2000;

/** A store and the server over it, while `use` runs. */
export async function serve(
  { root, listen, token, auth, allowedHosts, logger, env }: ServeOptions,
  use: (server: Server, store: Store) => Promise<void>,
): Promise<void> {
  const store = await Store.open({
    root,
    patienceMs,
    log: (message) => logger.log("warn", message),
  });
  try {
    const server = await startServer({
      store,
      settings: new Settings(settingsFolder(env)),
      env,
      version: version(),
      listen,
      token,
      auth,
      allowedHosts,
      pagesFolder: path.join(distFolder(), "webviews"),
      bundleFolder: distFolder(),
      log: (level, message, fields) => logger.log(level, message, fields),
    });
    try {
      await use(server, store);
    } finally {
      await server.dispose();
    }
  } finally {
    store.dispose();
  }
}
