import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";

import { findShared } from "#core/local/findShared.ts";
import { readSharedRecord, sharedRecordPath } from "#core/local/sharedRecord.ts";
import type { SharedServer } from "#core/protocol/sharedServer.ts";
import { withLockFile } from "#core/remote/files/lockFile.ts";

/** The file that says where a person's shared server is, as the server keeps it. */
export class SharedRecord {
  readonly #folder: string;
  readonly #path: string;
  readonly #patienceMs: number | undefined;
  /** Token of one that was found to be of no use: it takes its time to see that one hangs. */
  #useless: string | undefined;

  /** `folder` holds the person's settings. It need not exist yet. `patienceMs`: how long a server may say nothing. */
  constructor(folder: string, patienceMs?: number) {
    this.#folder = folder;
    this.#patienceMs = patienceMs;
    this.#path = sharedRecordPath(folder);
  }

  /** The server there is, where it is of use to this version. */
  async find(version: string): Promise<SharedServer | undefined> {
    const { server, record } = await findShared(this.#folder, version, this.#patienceMs);
    if (server === undefined) this.#useless = record?.token;
    return server;
  }

  /**
   * Makes `server` the one everybody finds, unless there is one of use already: then returns that. One that is older, or hangs, goes
   * on for those who are there and is found by nobody new.
   */
  async claim(server: SharedServer): Promise<SharedServer> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (;;) {
      // Another one may have been quicker, and is looked at then.
      const seen = await readSharedRecord(this.#folder);
      if (seen === undefined || seen.token === this.#useless) {
        if (await this.#replace(seen, server)) return server;
        continue;
      }
      const other = await this.find(server.version);
      if (other !== undefined) return other;
    }
  }

  /** Removes the file if it is still about this server. */
  async release({ token }: SharedServer): Promise<void> {
    await withLockFile(`${this.#path}.lock`, async () => {
      const now = await readSharedRecord(this.#folder);
      if (now?.token === token) await rm(this.#path, { force: true });
    });
  }

  /** False where it is not any more as it was seen. */
  #replace(seen: SharedServer | undefined, server: SharedServer): Promise<boolean> {
    return withLockFile(`${this.#path}.lock`, async () => {
      if ((await readSharedRecord(this.#folder))?.token !== seen?.token) return false;
      const draft = `${this.#path}.${randomBytes(6).toString("hex")}.tmp`;
      try {
        await writeFile(draft, `${JSON.stringify(server)}\n`, { mode: 0o600, flag: "wx" });
        await rename(draft, this.#path);
      } finally {
        await rm(draft, { force: true });
      }
      return true;
    });
  }
}
