import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";

import { forEachAtMost } from "#core/async/forEachAtMost.ts";

const parts = ["runs", "archive", "artifacts", "index"] as const;
type Part = (typeof parts)[number];

const foldersAtOnce = 16;
const filesAtOnce = 64;

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
    let folders: Folder[] = [];
    for (const entry of await entriesOf(this.#root)) {
      const place = path.join(this.#root, entry.name);
      // Files at the top are other versions' databases.
      if (entry.isDirectory()) folders.push({ place, size: sizes[partOf[entry.name] ?? "runs"] });
      else if (entry.isFile()) await addFile(sizes.index, place);
    }
    while (folders.length > 0) {
      const below: Folder[] = [];
      await forEachAtMost(foldersAtOnce, folders, async (folder) => {
        // One by one: there may be more than a call can have arguments.
        for (const inside of await addFiles(folder)) below.push(inside);
      });
      folders = below;
    }
    for (const part of parts) sizes.total_size_bytes += sizes[part].size_bytes;
    return sizes;
  }
}

interface Folder {
  readonly place: string;
  /** What its files are added to. */
  readonly size: PartSize;
}

/** Adds what lies in a folder itself; answers the folders in it. Links are neither followed nor counted. */
async function addFiles({ place, size }: Folder): Promise<Folder[]> {
  const entries = await entriesOf(place);
  const files = entries.filter((entry) => entry.isFile());
  await forEachAtMost(filesAtOnce, files, ({ name }) => addFile(size, path.join(place, name)));
  const inside = entries.filter((entry) => entry.isDirectory());
  return inside.map(({ name }) => ({ place: path.join(place, name), size }));
}

/** What goes away meanwhile counts as gone. */
async function addFile(size: PartSize, file: string): Promise<void> {
  const stat = await lstat(file).catch(() => undefined);
  if (!stat) return;
  size.size_bytes += stat.size;
  size.files_count++;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
