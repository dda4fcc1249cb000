import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

interface Known {
  readonly changed: number;
  readonly size: number;
  readonly version: string;
}

/** Names for what files hold: 22 characters that are others as soon as the content is. Read again only where a file has changed. */
export class FileVersions {
  readonly #known = new Map<string, Known>();

  /** Undefined where there is no such file. */
  async of(file: string): Promise<string | undefined> {
    try {
      const { mtimeMs: changed, size } = await stat(file);
      const known = this.#known.get(file);
      if (known?.changed === changed && known.size === size) return known.version;
      const content = await readFile(file);
      const version = createHash("sha256").update(content).digest("base64url").slice(0, 22);
      this.#known.set(file, { changed, size, version });
      return version;
    } catch {
      return undefined;
    }
  }
}
