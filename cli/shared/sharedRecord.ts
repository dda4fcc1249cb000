import { randomBytes } from "node:crypto";
import { lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { SharedServer } from "#core/protocol/sharedServer.ts";
import { withLockFile } from "#core/remote/files/lockFile.ts";
import { isSystemError } from "#core/store/files/systemError.ts";

/** The file that says where a person's shared server is. */
export class SharedRecord {
  readonly path: string;

  /** `folder` holds the person's settings. It need not exist yet. */
  constructor(folder: string) {
    this.path = path.join(folder, "shared.json");
  }

  /** The server that runs, if one does. Throws `service_unavailable` where the file is another user's or open to others. */
  async running(): Promise<SharedServer | undefined> {
    const server = await this.#read();
    return server && (await accepts(server.socket)) ? server : undefined;
  }

  /**
   * Makes `server` the one everybody finds, unless one of the same version runs: then returns that. One of another version
   * goes on for those who are there and is found by nobody new.
   */
  async claim(server: SharedServer): Promise<SharedServer> {
    await mkdir(path.dirname(this.path), { recursive: true, mode: 0o700 });
    return withLockFile(`${this.path}.lock`, async () => {
      const other = await this.running();
      if (other?.version === server.version) return other;
      const draft = `${this.path}.${randomBytes(6).toString("hex")}.tmp`;
      try {
        await writeFile(draft, `${JSON.stringify(server)}\n`, { mode: 0o600, flag: "wx" });
        await rename(draft, this.path);
      } finally {
        await rm(draft, { force: true });
      }
      return server;
    });
  }

  /** Removes the file if it is still about this server. */
  async release({ token }: SharedServer): Promise<void> {
    await withLockFile(`${this.path}.lock`, async () => {
      if ((await this.#read())?.token === token) await rm(this.path, { force: true });
    });
  }

  async #read(): Promise<SharedServer | undefined> {
    try {
      await this.#checkOwner();
      return SharedServer.safeParse(JSON.parse(await readFile(this.path, "utf8"))).data;
    } catch (error) {
      // A file cut short is as good as none.
      if (error instanceof SyntaxError) return undefined;
      if (isSystemError(error) && error.code === "ENOENT") return undefined;
      throw error;
    }
  }

  async #checkOwner(): Promise<void> {
    const { uid, mode } = await lstat(this.path);
    if (process.platform === "win32") return;
    const isFile = (mode & 0o170000) === 0o100000;
    if (isFile && uid === process.getuid?.() && (mode & 0o077) === 0) return;
    throw new RunicornError(
      "service_unavailable",
      `${this.path} belongs to another user or is open to others, so it is not trusted; remove it.`,
    );
  }
}

/** Whether somebody listens. A server that is busy does, too. */
function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect(socket, () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}
