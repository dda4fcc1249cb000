import { createHash } from "node:crypto";
import { accessSync, constants, lstatSync, mkdirSync, realpathSync, statfsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";

/** First 16 hex of the SHA-256 of the root's real path. */
export function rootHash(root: string): string {
  return createHash("sha256").update(realRoot(root)).digest("hex").slice(0, 16);
}

/**
 * The directories the index of `root` may go to, best first; each exists, is ours and is writable when it is yielded.
 * `explicit` replaces the whole list.
 */
export function* indexPlaces(root: string, explicit?: string): Generator<string> {
  const hash = rootHash(root);
  if (explicit !== undefined) {
    if (makeOwn(explicit)) yield explicit;
    return;
  }
  const fromEnvironment = process.env["RUNICORN_INDEX_DIR"];
  // One variable serves many roots, so each gets its own directory below it.
  if (fromEnvironment) yield* usable(path.join(fromEnvironment, hash));
  if (isOwnDirectory(root) && isLocal(root)) yield* usable(path.join(root, ".index"));
  yield* usable(path.join(userCacheDirectory(), "runicorn", hash));
  const temporary = path.join(tmpdir(), `runicorn-${process.getuid?.() ?? "user"}`);
  // Anybody may create names in the temp directory: only one that is ours alone will do.
  if (makeOwn(temporary) && isPrivate(temporary)) yield* usable(path.join(temporary, hash));
}

function* usable(directory: string): Generator<string> {
  if (makeOwn(directory)) yield directory;
}

function makeOwn(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // A read-only file system says so here, to root as well.
    accessSync(directory, constants.W_OK);
  } catch {
    return false;
  }
  return isOwnDirectory(directory);
}

function isOwnDirectory(directory: string): boolean {
  const stat = lstatSync(directory, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return false;
  return process.getuid === undefined || stat.uid === process.getuid();
}

function isPrivate(directory: string): boolean {
  return process.platform === "win32" || (lstatSync(directory).mode & 0o077) === 0;
}

/** SQLite's WAL needs memory shared between processes, which network file systems do not have. */
const networkFileSystems = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x65735546, // FUSE: sshfs and its like
  0x01021997, // 9P: shared folders of virtual machines
  0x00c36400, // Ceph
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x5346414f, // AFS
]);

function isLocal(directory: string): boolean {
  if (process.platform === "win32") return !path.resolve(directory).startsWith("\\\\");
  if (process.platform !== "linux") return true;
  try {
    return !networkFileSystems.has(statfsSync(directory).type >>> 0);
  } catch {
    return false;
  }
}

function userCacheDirectory(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (process.platform === "win32") return local ?? path.join(homedir(), "AppData", "Local");
  if (process.platform === "darwin") return path.join(homedir(), "Library", "Caches");
  return xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homedir(), ".cache");
}

/** The root's real path; of one that does not exist yet, its absolute path. */
export function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return path.resolve(root);
  }
}
