import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { withLockFile } from "#core/remote/files/lockFile.ts";

import { type NamedHost, knownHostsName, parseKnownHostsName } from "./hostName.ts";
import { KnownHosts } from "./knownHosts.ts";
import { KnownHostsFile } from "./knownHostsFile.ts";
import { isAbout, keyOf, type KnownHostsLine, parseKnownHostsLine } from "./knownHostsLine.ts";
import { decodeKey, fingerprintOf } from "./publicKeyBlob.ts";

/** A key that was accepted here. */
export interface AcceptedKey {
  /** `name` or `[name]:port`; a pattern or a hashed name where a person wrote the line. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly keyType: string;
  readonly fingerprint: string;
  /** Base64. */
  readonly publicKey: string;
}

/** The one file of known hosts that we write: `known_hosts` in the folder of the person's settings. */
export class OwnKnownHosts {
  readonly path: string;

  /** `folder` holds the person's settings. It need not exist yet. */
  constructor(folder: string) {
    this.path = path.join(folder, "known_hosts");
  }

  /** Keys in the order they were accepted. Throws `service_unavailable`. */
  async list(): Promise<AcceptedKey[]> {
    const { lines } = await KnownHostsFile.load(this.path);
    return lines.flatMap((text) => {
      const line = parseKnownHostsLine(text);
      const key = line && line.marker === undefined ? keyOf(line) : undefined;
      if (!line || !key) return [];
      const { keyType, key: publicKey, names: name } = line;
      const fingerprint = fingerprintOf(key);
      return [{ name, ...parseKnownHostsName(name), keyType, fingerprint, publicKey }];
    });
  }

  /**
   * Remembers a key (base64 of its blob) that the person has vouched for. Throws `invalid_parameters` where it is none,
   * `conflict` where another key of that machine is known here or this one is revoked, `service_unavailable`.
   */
  async accept(host: NamedHost, publicKey: string): Promise<void> {
    const key = decodeKey(publicKey);
    const name = knownHostsName(host);
    if (!key || !isWritable(name)) {
      throw new RunicornError("invalid_parameters", "That is no host key, or no name of a host.");
    }
    await this.#change(async (lines) => {
      const known = await KnownHosts.load([], this.path);
      const { status } = known.check(host, key.blob);
      if (status === "known") return undefined;
      if (status === "unknown") return [...lines, `${name} ${key.type} ${publicKey}`];
      throw new RunicornError(
        "conflict",
        status === "revoked"
          ? `This key of ${name} is marked as revoked in ${this.path}.`
          : `Another key of ${name} was accepted before; remove that one first, if you know why it has changed.`,
      );
    });
  }

  /** Forgets the machine's keys, or those of one type. False where none was known. Throws `service_unavailable`. */
  async remove(host: NamedHost, keyType?: string): Promise<boolean> {
    const name = knownHostsName(host);
    return this.#change((lines) => {
      const left = lines.flatMap((text) => {
        const line = parseKnownHostsLine(text);
        if (!line || line.marker !== undefined) return [text];
        if (keyType !== undefined && line.keyType !== keyType) return [text];
        return without(line, text, name);
      });
      return Promise.resolve(left.join("\n") === lines.join("\n") ? undefined : left);
    });
  }

  /** Whether there was anything to change. */
  async #change(
    edit: (lines: readonly string[]) => Promise<readonly string[] | undefined>,
  ): Promise<boolean> {
    await this.#writing(() => mkdir(path.dirname(this.path), { recursive: true, mode: 0o700 }));
    return withLockFile(`${this.path}.lock`, async () => {
      const { lines } = await KnownHostsFile.load(this.path);
      const after = await edit(lines);
      if (!after) return false;
      await this.#writing(() => replace(this.path, after.map((line) => `${line}\n`).join("")));
      return true;
    });
  }

  async #writing(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw new RunicornError(
        "service_unavailable",
        `${this.path} cannot be written; look at that file's rights and the disk.`,
        { cause },
      );
    }
  }
}

/** Whether the name means one machine in a line, and nothing else. */
function isWritable(name: string): boolean {
  return name !== "" && !/[\s\p{Cc},*?!@#|]/u.test(name);
}

/** The line without a name: none of it where there is no other. Patterns stay, they are about other machines, too. */
function without(line: KnownHostsLine, text: string, name: string): string[] {
  if (line.names.startsWith("|")) return isAbout(line, name) ? [] : [text];
  const names = line.names.split(",");
  const left = names.filter((one) => one.toLowerCase() !== name);
  if (left.length === names.length) return [text];
  return left.length === 0
    ? []
    : [`${left.join(",")}${text.slice(text.indexOf(line.names) + line.names.length)}`];
}

async function replace(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    {
      await using handle = await open(draft, "wx", 0o600);
      await handle.writeFile(content, "latin1");
      await handle.sync();
    }
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
