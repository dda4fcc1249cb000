import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

interface FileVersion {
  /** 22 characters that are others as soon as the content is. */
  readonly name: string;
  /** What a page demands of it: SHA-256, as in the W3C's Subresource Integrity. */
  readonly integrity: string;
}

interface Known extends FileVersion {
  readonly changed: number;
  readonly size: number;
}

/** What files hold, in short. Each is read again only where it has changed. */
export class FileVersions {
  readonly #known = new Map<string, Known>();

  /** Undefined where there is no such file. */
  async of(file: string): Promise<FileVersion | undefined> {
    try {
      const { mtimeMs: changed, size } = await stat(file);
      const known = this.#known.get(file);
      if (known?.changed === changed && known.size === size) return known;
      const hash = createHash("sha256")
        .update(await readFile(file))
        .digest();
      const version = {
        changed,
        size,
        name: hash.toString("base64url").slice(0, 22),
        integrity: `sha256-${hash.toString("base64")}`,
      };
      this.#known.set(file, version);
      return version;
    } catch {
      return undefined;
    }
  }
}
