import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

export interface PageFile {
  readonly body: Buffer;
  /** 22 characters that are others as soon as the content is. */
  readonly version: string;
  /** What a page demands of it: SHA-256, as in the W3C's Subresource Integrity. */
  readonly integrity: string;
}

/**
 * The files of a page as they were when the viewer began. An update replaces or deletes them under it, and what it says of
 * them has to be true until it ends.
 */
export class PageFiles {
  readonly #folder: string;
  readonly #held = new Map<string, PageFile>();

  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    for (const name of names) this.of(name);
  }

  /** Undefined where there is none, yet: it may still be built. */
  of(name: string): PageFile | undefined {
    const held = this.#held.get(name) ?? readPageFile(path.join(this.#folder, name));
    if (held) this.#held.set(name, held);
    return held;
  }
}

function readPageFile(file: string): PageFile | undefined {
  try {
    const body = readFileSync(file);
    const hash = createHash("sha256").update(body).digest();
    const version = hash.toString("base64url").slice(0, 22);
    return { body, version, integrity: `sha256-${hash.toString("base64")}` };
  } catch {
    return undefined;
  }
}
