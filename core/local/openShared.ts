import { RunicornError } from "#core/protocol/errors.ts";
import type { SharedServer } from "#core/protocol/sharedServer.ts";

import { findShared, obstacleOf } from "./findShared.ts";
import { type Program, startShared, type StartSharedOptions } from "./startShared.ts";

export interface OpenSharedOptions extends StartSharedOptions {
  readonly settingsFolder: string;
  /** Ours. */
  readonly version: string;
  /** What starts one; asked where none is of use. Throws a `RunicornError` where there is no program that can. */
  readonly command: () => Program;
  readonly log?: (message: string) => void;
  /** Awaited before one is started. */
  readonly beforeStart?: () => Promise<void>;
}

/** The person's shared server: the one that is there, or a new one. Rejects with `service_unavailable`. */
export async function openShared(options: OpenSharedOptions): Promise<SharedServer> {
  const { settingsFolder, version, command, log = () => {}, beforeStart } = options;
  const { server, obstacle } = await findShared(settingsFolder, version);
  if (server !== undefined) {
    log(`attached to the shared viewer ${server.version}, process ${server.pid}`);
    return server;
  }
  if (obstacle !== undefined) log(`${obstacle} Another one is started.`);
  await beforeStart?.();
  const started = await startShared(command(), options);
  log(`shared viewer ${started.version}, process ${started.pid}, is up`);
  const why = await obstacleOf(started);
  if (why === undefined) return started;
  throw new RunicornError(
    "service_unavailable",
    `The program that holds the connections to other machines is of no use: ${why}`,
  );
}
