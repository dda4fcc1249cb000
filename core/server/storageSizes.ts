import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";

const parts = ["runs", "archive", "artifacts", "index"] as const;
type Part = (typeof parts)[number];

/** Bytes and number of the files of one part of a store. */
interface PartSize {
  size_bytes: number;
  files_count: number;
}

type Sizes = Record<Part, PartSize> & { total_size_bytes: number };

/** Which part of a store a folder at its top belongs to; all others are projects of runs. */
const partOf: Readonly<Record<string, Part>> = {
  archive: "archive",
  artifacts: "artifacts",
  index: "index",
  ".index": "index",
};

/** What the parts of a store take up. A large store takes a while; whoever asks meanwhile gets the same answer. */
export class StorageSizes {
  readonly #root: string;
  #reading: Promise<Sizes> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  read(): Promise<Sizes> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<Sizes> {
    const sizes: Sizes = {
      total_size_bytes: 0,
      runs: { size_bytes: 0, files_count: 0 },
      archive: { size_bytes: 0, files_count: 0 },
      artifacts: { size_bytes: 0, files_count: 0 },
      index: { size_bytes: 0, files_count: 0 },
    };
    for (const entry of await entriesOf(this.#root)) {
      // Files at the top are other versions' databases.
      const part = entry.isDirectory() ? (partOf[entry.name] ?? "runs") : "index";
      await addTo(sizes[part], path.join(this.#root, entry.name), entry);
    }
    for (const part of parts) sizes.total_size_bytes += sizes[part].size_bytes;
    return sizes;
  }
}

/** Links are neither followed nor counted. What goes away meanwhile counts as gone. */
async function addTo(size: PartSize, place: string, entry: Dirent): Promise<void> {
  if (entry.isDirectory()) {
    for (const inside of await entriesOf(place)) {
      await addTo(size, path.join(place, inside.name), inside);
    }
  } else if (entry.isFile()) {
    const stat = await lstat(place).catch(() => undefined);
    if (!stat) return;
    size.size_bytes += stat.size;
    size.files_count++;
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
