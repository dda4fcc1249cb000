import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

import { readJson, readToReplace } from "../jsonFile.ts";
import type { PlainObject } from "../plain.ts";
import { type Metadata, metadataOf } from "./metadata.ts";

export const versionsFile = "versions.json";
export const latest = "latest";

const versionPattern = /^v?([1-9][0-9]{0,9})$/;
const badAlias = /[\\/:*?"<>|\p{Cc}]|\p{Surrogate}/u;
const maxAliasBytes = 120;

interface Entry extends PlainObject {
  version: number;
}

/** One artifact's versions.json as it was read, with what a crash kept from being listed. */
export class VersionsDocument {
  readonly versions: Entry[];
  readonly aliases: Map<string, number>;
  readonly #folder: string;
  readonly #document: PlainObject;
  readonly #directories: Set<number>;

  constructor(folder: string, name = "", type = "") {
    const now = Date.now() / 1000;
    this.#folder = folder;
    this.#document = {
      artifact_name: name,
      artifact_type: type,
      versions: [],
      aliases: {},
      created_at: now,
      updated_at: now,
      ...readToReplace(path.join(folder, versionsFile)),
    };
    const { versions, aliases } = this.#document;
    this.versions = Array.isArray(versions) ? versions.filter(isEntry) : [];
    this.aliases = new Map(
      Object.entries(typeof aliases === "object" && aliases !== null ? aliases : {}).filter(
        (pair): pair is [string, number] => Number.isInteger(pair[1]),
      ),
    );
    this.#directories = directories(folder);
    this.#listForgotten();
  }

  /** What "latest" means: the alias, or the highest version there is. */
  get newest(): number | undefined {
    const version = this.aliases.get(latest);
    if (version !== undefined && this.isThere(version)) return version;
    const there = [...this.#directories].filter((number) => this.isThere(number));
    return there.length === 0 ? undefined : Math.max(...there);
  }

  /** One more than any version ever had. */
  get next(): number {
    const { last_version: last } = this.#document;
    const listed = this.versions.map(({ version }) => version);
    const highest = Number.isInteger(last) ? Number(last) : 0;
    return 1 + [...listed, ...this.#directories].reduce((a, b) => Math.max(a, b), highest);
  }

  /** Whether the version can be used: it has its files and is not in the bin. */
  isThere(version: number): boolean {
    const marker = path.join(this.#folder, `v${version}`, ".deleted");
    return this.#directories.has(version) && !existsSync(marker);
  }

  /** The version that "v3", "latest" or another alias stands for. */
  resolve(wanted: string): number | undefined {
    if (wanted === latest) return this.newest;
    const number = versionPattern.exec(wanted)?.[1];
    const version = number === undefined ? this.aliases.get(wanted) : Number(number);
    return version !== undefined && this.isThere(version) ? version : undefined;
  }

  /** Lists a new version. */
  add(metadata: Metadata): void {
    this.versions.push(entryOf(metadata));
    this.#directories.add(metadata.version);
    this.#document["last_version"] = Math.max(...this.versions.map(({ version }) => version));
  }

  /** Lets the aliases point to a version, and to no other; the versions whose own list changed. */
  point(aliases: readonly string[], version: number): Entry[] {
    for (const alias of aliases) this.aliases.set(alias, version);
    return this.versions.filter((entry) => {
      const names = [...this.aliases].flatMap(([alias, to]) => (to === entry.version ? alias : []));
      const changed = JSON.stringify(entry["aliases"]) !== JSON.stringify(names);
      entry["aliases"] = names;
      return changed;
    });
  }

  /** The content of versions.json. */
  toDocument(): PlainObject {
    return {
      ...this.#document,
      versions: this.versions,
      aliases: Object.fromEntries(this.aliases),
      updated_at: Date.now() / 1000,
    };
  }

  #listForgotten(): void {
    const listed = new Set(this.versions.map(({ version }) => version));
    for (const number of [...this.#directories].sort((a, b) => a - b)) {
      if (listed.has(number)) continue;
      const file = path.join(this.#folder, `v${number}`, "metadata.json");
      const metadata = metadataOf(readJson(file));
      // With the aliases it was to get, so that `point` sees what it has to take from it.
      if (metadata.version === number) this.versions.push(entryOf(metadata));
    }
  }
}

/** Whether a text can be an alias: no version number, nothing a path or a spec is made of. */
export function isAlias(alias: unknown): alias is string {
  if (typeof alias !== "string" || alias === "" || Buffer.byteLength(alias) > maxAliasBytes) {
    return false;
  }
  return !badAlias.test(alias) && !versionPattern.test(alias);
}

// Exactly these keys: older versions refuse others.
function entryOf(metadata: Metadata): Entry {
  const { version, created_at, created_by_run, size_bytes, num_files, status, aliases } = metadata;
  return { version, created_at, created_by_run, size_bytes, num_files, status, aliases };
}

function isEntry(entry: unknown): entry is Entry {
  return (
    typeof entry === "object" &&
    entry !== null &&
    "version" in entry &&
    Number.isInteger(entry.version)
  );
}

function directories(folder: string): Set<number> {
  try {
    const numbers = readdirSync(folder)
      .filter((name) => name.startsWith("v"))
      .flatMap((name) => versionPattern.exec(name)?.[1] ?? []);
    return new Set(numbers.map(Number));
  } catch {
    return new Set();
  }
}
