import { formatBytes } from "#webviews/shared/formatBytes.ts";
import { MediaFiles } from "#webviews/shared/media/mediaFiles.ts";

import type { SourceCalls } from "../compareRoutes.ts";
import { t } from "../texts.ts";

/** The files of the runs of all sources, as a page can show them. */
export class FilesBySource {
  readonly #callsOf: (source: string) => SourceCalls;
  readonly #directUrl: ((run: string, path: string) => string) | undefined;
  readonly #files = new Map<string, MediaFiles>();

  constructor(
    callsOf: (source: string) => SourceCalls,
    directUrl: ((run: string, path: string) => string) | undefined,
  ) {
    this.#callsOf = callsOf;
    this.#directUrl = directUrl;
  }

  of(source: string): MediaFiles {
    let files = this.#files.get(source);
    if (!files) {
      files = new MediaFiles(this.#callsOf(source), this.#directUrl);
      this.#files.set(source, files);
    }
    return files;
  }

  /** A file as text. Rejects with a sentence where it is too large. */
  async text(source: string, run: string, path: string): Promise<string> {
    const text = await this.of(source).text(run, path);
    if (typeof text === "string") return text;
    throw new Error(
      t("{size} is too large to be compared here.", { size: formatBytes(text.size) }),
    );
  }
}
