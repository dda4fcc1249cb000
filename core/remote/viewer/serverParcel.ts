import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { pack } from "tar-stream";

import { RunicornError } from "#core/protocol/errors.ts";

import { addressed, type Parcel } from "./parcel.ts";
import { type Platform, platformName } from "./platform.ts";

/** The same archive whenever and wherever it is made. */
const madeAt = new Date("2026-01-01T00:00:00Z");

/** Programs and their licences; what runs inside the editor is not wanted there. */
const program = /^(?!extension\.).*\.(cjs|wasm|txt)$/;

/**
 * The viewer of this build for another machine: programs, pages, and the one SQLite binary of its platform.
 * Throws `service_unavailable` where this build is not whole.
 */
export async function serverParcel(
  bundleFolder: string,
  version: string,
  platform: Platform,
): Promise<Parcel> {
  const names = [
    ...(await list(bundleFolder)).filter((name) => program.test(name)),
    ...(await list(path.join(bundleFolder, "webviews"))).map((name) => `webviews/${name}`),
    `prebuilds/${platformName(platform)}.node`,
  ].sort();
  const files = await read(bundleFolder, names);
  const address = addressed(`server/${version}`, files);
  return {
    ...address,
    async open() {
      // Read again rather than kept for as long as the viewer is wanted.
      const now = await read(bundleFolder, names);
      if (addressed(`server/${version}`, now).folder !== address.folder) throw notWhole();
      const archive = await archiveOf(now);
      return { bytes: archive.length, content: Readable.from([archive]) };
    },
  };
}

interface BundleFile {
  readonly name: string;
  readonly content: Buffer;
  readonly sha256: string;
}

function read(folder: string, names: readonly string[]): Promise<BundleFile[]> {
  return Promise.all(
    names.map(async (name) => {
      const content = await readFile(path.join(folder, name)).catch(throwNotWhole);
      return { name, content, sha256: createHash("sha256").update(content).digest("hex") };
    }),
  );
}

async function archiveOf(files: readonly BundleFile[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content } of files) tar.entry({ name, mode: 0o600, mtime: madeAt }, content);
  tar.finalize();
  return promisify(gzip)(await buffer(tar));
}

async function list(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(throwNotWhole);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

function throwNotWhole(cause: unknown): never {
  throw notWhole(cause);
}

function notWhole(cause?: unknown): RunicornError {
  return new RunicornError(
    "service_unavailable",
    "This Runicorn is not whole, or was updated meanwhile, so it cannot be brought to another machine; start it anew, or run `npm run build`.",
    { cause },
  );
}
