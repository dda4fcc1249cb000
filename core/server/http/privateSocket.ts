import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, unlink } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";

/** Some systems cut longer socket paths off at 104 bytes. */
const maxBytes = 100;

/** A socket's age, in milliseconds, from which silence means that its viewer is dead and not just starting. */
const startingMs = 60_000;

/** A path for a new socket in a folder that only this user can enter. Sweeps away those of dead viewers. */
export async function newSocketPath(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const name = randomBytes(8).toString("hex");
  if (process.platform === "win32") return `\\\\.\\pipe\\runicorn-${name}`;
  for (const folder of candidates(env)) {
    const socket = path.join(folder, `viewer-${name}.sock`);
    if (Buffer.byteLength(socket) > maxBytes || !(await isPrivate(folder))) continue;
    await sweep(folder);
    return socket;
  }
  throw new RunicornError(
    "service_unavailable",
    "There is no private folder for the viewer's socket; set XDG_RUNTIME_DIR to one with mode 0700.",
  );
}

function candidates(env: NodeJS.ProcessEnv): string[] {
  const runtime = env["XDG_RUNTIME_DIR"];
  return [
    ...(runtime && path.isAbsolute(runtime) ? [path.join(runtime, "runicorn")] : []),
    path.join(env["HOME"] ?? os.homedir(), ".runicorn", "run"),
    `/tmp/runicorn-${os.userInfo().uid}`,
  ];
}

/** Makes the folder where it is missing. A folder of somebody else, or one others may enter, is not used. */
async function isPrivate(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = await lstat(folder);
    const isDirectory = (mode & 0o170000) === 0o040000;
    return isDirectory && uid === os.userInfo().uid && (mode & 0o077) === 0;
  } catch {
    return false;
  }
}

async function sweep(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^viewer-.*\.sock$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const socket = path.join(folder, name);
      try {
        const old = (await lstat(socket)).mtimeMs < Date.now() - startingMs;
        if (old && (await refuses(socket))) await unlink(socket);
      } catch {
        // Another viewer swept it at the same time.
      }
    }),
  );
}

function refuses(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect(socket, () => {
      connection.destroy();
      resolve(false);
    });
    connection.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code === "ECONNREFUSED");
    });
  });
}
