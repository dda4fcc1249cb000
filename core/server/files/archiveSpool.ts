import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Upload } from "#core/server/http/upload.ts";
import { draftsFolder } from "#core/store/archive/draftsFolder.ts";
import { removeIfEmpty } from "#core/store/archive/importRuns.ts";
import { changing } from "#core/store/files/replaceJson.ts";

/** As large as what an archive may hold. */
const maxBytes = 10 * 2 ** 30;
/** How long, and of how many, an uploaded archive waits for the decision to import it. */
const keptMs = 10 * 60_000;
const maxKept = 4;

/** An archive that lies beside the store's runs. */
export interface SpooledArchive {
  readonly file: string;
  readonly filename: string | null;
}

interface Kept extends SpooledArchive {
  readonly timer: NodeJS.Timeout;
}

/** Uploaded archives, on the disk they will be unpacked to. */
export class ArchiveSpool {
  readonly #folder: string;
  readonly #kept = new Map<string, Kept>();

  constructor(root: string) {
    this.#folder = path.join(root, draftsFolder);
  }

  /** Takes an archive in; a form may name one that is kept instead. Whoever gets it calls `remove` or `keep`. */
  async receive(upload: Upload): Promise<SpooledArchive> {
    const file = path.join(this.#folder, `${process.pid}-${randomBytes(6).toString("hex")}`);
    try {
      changing(() => {
        mkdirSync(this.#folder, { recursive: true });
        // At once: whoever is done with an archive of his own removes the folder when it is empty.
        writeFileSync(file, "", { flag: "wx", mode: 0o600 });
      });
      const { isSaved, filename, fields } = await upload.receive(file, maxBytes);
      if (isSaved) return { file, filename: filename ?? null };
      const token = fields["preview_token"];
      if (token === undefined)
        throw new RunicornError(
          "invalid_request",
          "There is no file in the form; send one as file.",
        );
      const kept = this.#take(token);
      rmSync(file, { force: true });
      return kept;
    } catch (error) {
      this.remove({ file, filename: null });
      throw error;
    }
  }

  /** Keeps an archive for later; returns the token that gets it back, once. */
  keep(archive: SpooledArchive): string {
    const [oldest] = this.#kept;
    if (oldest && this.#kept.size >= maxKept) this.#drop(oldest[0]);
    const token = randomBytes(16).toString("base64url");
    const timer = setTimeout(() => this.#drop(token), keptMs).unref();
    this.#kept.set(token, { ...archive, timer });
    return token;
  }

  remove({ file }: SpooledArchive): void {
    rmSync(file, { force: true });
    removeIfEmpty(this.#folder);
  }

  dispose(): void {
    for (const token of this.#kept.keys()) this.#drop(token);
  }

  #take(token: string): SpooledArchive {
    const kept = this.#kept.get(token);
    if (!kept)
      throw new RunicornError("not_found", "The preview is over; send the archive once more.");
    clearTimeout(kept.timer);
    this.#kept.delete(token);
    return kept;
  }

  #drop(token: string): void {
    this.remove(this.#take(token));
  }
}
