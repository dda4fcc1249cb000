import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";

import { type Content, checkRegular, copyHashed, hashFile } from "../hashedCopy.ts";
import { writeNewJson } from "../jsonFile.ts";
import type { PlainObject } from "../plain.ts";
import { identity, isAlive } from "../processIdentity.ts";
import type { ContentPool } from "./contentPool.ts";
import type { FileEntry } from "./manifest.ts";

const prefix = ".draft-";
// Drafts of other hosts that nobody touched for so long are left from a crash.
const abandonedMilliseconds = 7 * 24 * 3600 * 1000;

/** The directory that becomes `v<N>` by `publish`, while it is put together where no reader looks. */
export class VersionDraft {
  readonly #folder: string;
  readonly #pool: ContentPool;
  readonly directory: string;
  readonly #pooled: string[] = [];

  constructor(folder: string, pool: ContentPool) {
    this.#folder = folder;
    this.#pool = pool;
    // Its owner is in its name, so that there is no moment in which it has none.
    const name = `${prefix}${ownOwner()}-${randomBytes(8).toString("hex")}`;
    this.directory = path.join(folder, name);
    try {
      mkdirSync(path.join(this.directory, "files"), { recursive: true });
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Takes a file in; `before` is what the last version has under that name. Throws what the file system said. */
  add(name: string, source: string, before: FileEntry | undefined): FileEntry {
    const target = path.join(this.directory, "files", ...name.split("/"));
    mkdirSync(path.dirname(target), { recursive: true });
    const content = this.#unchanged(source, target, before) ?? this.#copied(source, target);
    const { sha256, size, modifiedAt } = content;
    return { path: name, size, digest: `sha256:${sha256}`, modifiedAt };
  }

  /** Becomes `v<version>` with these documents; its directory. Throws, also when there is one. */
  publish(version: number, documents: Readonly<Record<string, PlainObject>>): string {
    for (const [name, document] of Object.entries(documents)) {
      writeNewJson(path.join(this.directory, name), document);
    }
    const target = path.join(this.#folder, `v${version}`);
    // Fails where the directory exists and holds anything; so a number is given once, lock or no lock.
    renameSync(this.directory, target);
    return target;
  }

  /** Unpublishes: what cannot be listed must not be there. */
  takeBack(directory: string): void {
    renameSync(directory, this.directory);
  }

  /** Leaves nothing behind of what was not published. */
  discard(): void {
    if (!existsSync(this.directory)) return;
    rmSync(this.directory, { recursive: true, force: true });
    for (const sha256 of this.#pooled) this.#pool.giveUp(sha256);
  }

  #unchanged(source: string, target: string, before: FileEntry | undefined): Content | undefined {
    if (before === undefined || checkRegular(source).size !== before.size) return undefined;
    const content = hashFile(source);
    const { sha256, size } = content;
    const linked = this.#pool.holds(sha256, size) && this.#pool.link(sha256, target);
    return linked ? content : undefined;
  }

  #copied(source: string, target: string): Content {
    const content = copyHashed(source, target);
    const { sha256, size } = content;
    if (this.#pool.takeIn(target, sha256, size)) this.#pooled.push(sha256);
    // A version never changes, and its files are shared. On Windows they could not be deleted any more.
    if (process.platform !== "win32") chmodSync(target, 0o444);
    return content;
  }
}

/** Removes what processes that are no more left in an artifact's folder. Throws what the file system said. */
export function removeAbandonedDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const draft = path.join(folder, name);
    if (name.startsWith(prefix) && isAbandoned(draft, name.slice(prefix.length).split("-"))) {
      rmSync(draft, { recursive: true, force: true });
    }
  }
}

function isAbandoned(draft: string, [machine, pid = "", start = "", nonce]: string[]): boolean {
  if (nonce !== undefined && machine === machineOf(identity()) && /^\d+$/.test(pid)) {
    return !isAlive(Number(pid), start || null);
  }
  const state = statSync(draft, { throwIfNoEntry: false });
  return state !== undefined && Date.now() - state.mtimeMs > abandonedMilliseconds;
}

function ownOwner(): string {
  const me = identity();
  return `${machineOf(me)}-${me.pid}-${me.process_start ?? ""}`;
}

/** Of processes with the same text, the numbers mean the same. */
function machineOf(me: ReturnType<typeof identity>): string {
  const text = [me.host, me.boot_id ?? "", me.pid_namespace ?? ""].join("\0");
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
