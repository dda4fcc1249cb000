import os from "node:os";

import { RunicornError } from "#core/protocol/errors.ts";
import { readBounded, UnreadableFileError } from "#core/remote/files/readBounded.ts";

import { isAbout, keyOf, type Marker, parseKnownHostsLine } from "./knownHostsLine.ts";
import { fingerprintOf } from "./publicKeyBlob.ts";

/** A key and where it is written. The line counts from 1. */
export interface KnownKey {
  readonly fingerprint: string;
  /** Base64. */
  readonly publicKey: string;
  readonly file: string;
  readonly line: number;
}

interface Entry extends KnownKey {
  readonly marker: Marker | undefined;
  readonly keyType: string;
}

/** Tens of thousands of machines fit. */
const maxBytes = 16 << 20;

/** A file of known_hosts as it was when it was read. */
export class KnownHostsFile {
  readonly #path: string;
  readonly lines: readonly string[];
  /** By the names that were asked for. */
  readonly #entries = new Map<string, readonly Entry[]>();

  private constructor(path: string, lines: readonly string[]) {
    this.#path = path;
    this.lines = lines;
  }

  /** Without lines where there is no file. Throws `service_unavailable` where it cannot be read: it might say that a key is revoked. */
  static async load(path: string): Promise<KnownHostsFile> {
    if (path === os.devNull) return new KnownHostsFile(path, []);
    try {
      const read = await readBounded(path, maxBytes);
      const lines = read?.bytes.toString("latin1").split("\n") ?? [];
      if (lines.at(-1) === "") lines.pop();
      return new KnownHostsFile(path, lines);
    } catch (cause) {
      if (!(cause instanceof UnreadableFileError)) throw cause;
      throw new RunicornError(
        "service_unavailable",
        `${path} ${cause.message}, so it is not known whose host keys are good; put that file right and connect again.`,
        { cause },
      );
    }
  }

  /** What it says of a name, in its order. */
  entries(name: string): readonly Entry[] {
    const found = this.#entries.get(name) ?? this.#find(name);
    this.#entries.set(name, found);
    return found;
  }

  #find(name: string): Entry[] {
    const entries: Entry[] = [];
    for (const [index, text] of this.lines.entries()) {
      const line = parseKnownHostsLine(text);
      const key = line && isAbout(line, name) ? keyOf(line) : undefined;
      if (!line || !key) continue;
      entries.push({
        marker: line.marker,
        keyType: line.keyType,
        fingerprint: fingerprintOf(key),
        publicKey: line.key,
        file: this.#path,
        line: index + 1,
      });
    }
    return entries;
  }
}
