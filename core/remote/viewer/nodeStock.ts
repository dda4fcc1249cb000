import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

import { pack } from "tar-stream";
import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";

import type { NodeRelease } from "./nodeRelease.ts";
import { addressed, type Parcel } from "./parcel.ts";
import { type Platform, platformName } from "./platform.ts";
import { checkProgram, readNodeProgram } from "./readNodeProgram.ts";
import type { RegistryClient } from "./registryClient.ts";

/** The same archive whenever it is made. */
const madeAt = new Date("2026-01-01T00:00:00Z");
const archiveName = "node.tar.gz";
const factsName = "facts.json";

const Facts = z.object({
  version: z.string().regex(/^[\w.-]+$/),
  sha256: z.string().regex(/^[\da-f]{64}$/),
});

export interface Fetching {
  readonly client: RegistryClient;
  readonly signal: AbortSignal;
  readonly onBytes: (received: number, total: number | undefined) => void;
}

/** Programs of Node for other machines, kept on this one as they are uploaded. */
export class NodeStock {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A release as a parcel, fetched and verified unless it is there. */
  async release(release: NodeRelease, platform: Platform, fetching: Fetching): Promise<Parcel> {
    const { version } = release;
    const place = path.join(this.#folder, `${release.package}-${version}`);
    return this.#parcel(place, platform, async (temp) => {
      const tarball = path.join(temp, "package.tgz");
      await download(release, tarball, fetching);
      const sha256 = await repack(tarball, temp, platform, fetching.signal);
      await rm(tarball);
      return { version, sha256 };
    });
  }

  /** A file of this machine, as a person picked it. Throws `invalid_parameters` where it is no Node for that platform. */
  async picked(file: string, platform: Platform, signal: AbortSignal): Promise<Parcel> {
    const seen = await stat(file).catch(() => undefined);
    const text = `${file}\0${seen?.size}\0${seen?.mtimeMs}\0${platformName(platform)}`;
    const id = createHash("sha256").update(text).digest("hex").slice(0, 12);
    return this.#parcel(path.join(this.#folder, `picked-${id}`), platform, async (temp) => ({
      version: "picked",
      sha256: await repack(file, temp, platform, signal),
    }));
  }

  async #parcel(
    place: string,
    platform: Platform,
    make: (temp: string) => Promise<z.infer<typeof Facts>>,
  ): Promise<Parcel> {
    let facts = await readFacts(place);
    if (facts === undefined) {
      const temp = path.join(this.#folder, `.incoming-${randomBytes(6).toString("hex")}`);
      await mkdir(temp, { recursive: true, mode: 0o700 });
      try {
        facts = await make(temp);
        await writeFile(path.join(temp, factsName), JSON.stringify(facts));
        await rm(place, { recursive: true, force: true });
        // Another process may have been faster; then its is as good.
        await rename(temp, place).catch(() => undefined);
      } finally {
        await rm(temp, { recursive: true, force: true });
      }
    }
    const { version, sha256 } = facts;
    const archive = path.join(place, archiveName);
    return {
      ...addressed(`node/${version}-${platformName(platform)}`, [{ name: "node", sha256 }]),
      async open() {
        const { size } = await stat(archive);
        return { bytes: size, content: createReadStream(archive) };
      },
    };
  }
}

async function readFacts(place: string): Promise<z.infer<typeof Facts> | undefined> {
  try {
    const text = await readFile(path.join(place, factsName), "utf8");
    await stat(path.join(place, archiveName));
    return Facts.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Nothing of a tarball is looked at before its hash is the one the registry named. */
async function download(release: NodeRelease, file: string, fetching: Fetching): Promise<void> {
  const { client, signal, onBytes } = fetching;
  const answer = await client.get(release.tarball, "application/octet-stream", signal);
  const total = Number(answer.headers["content-length"]) || undefined;
  const hash = createHash("sha512");
  let received = 0;
  await pipeline(
    answer,
    async function* (bytes: AsyncIterable<Buffer>) {
      for await (const piece of bytes) {
        hash.update(piece);
        onBytes((received += piece.length), total);
        yield piece;
      }
    },
    createWriteStream(file, { mode: 0o600 }),
    { signal },
  );
  if (hash.digest("base64") !== release.sha512) {
    throw new RunicornError(
      "service_unavailable",
      `What the package registry sent as ${release.package} ${release.version} is not what it said it would be (SHA-512), so it was thrown away.`,
    );
  }
}

/** Writes the program alone into an archive as it is uploaded. The program's SHA-256. */
async function repack(
  file: string,
  folder: string,
  platform: Platform,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  await readNodeProgram(file, async (content, size) => {
    const tar = pack();
    const entry = tar.entry({ name: "node", size, mode: 0o700, mtime: madeAt });
    const zipped = createGzip();
    const written = pipeline(zipped, createWriteStream(path.join(folder, archiveName)), { signal });
    written.catch(() => undefined);
    tar.on("error", (error: Error) => zipped.destroy(error));
    tar.pipe(zipped);
    try {
      await pipeline(
        content,
        async function* (bytes: AsyncIterable<Buffer>) {
          let isFirst = true;
          for await (const piece of bytes) {
            if (isFirst) checkProgram(piece, platform, file);
            isFirst = false;
            hash.update(piece);
            yield piece;
          }
          if (isFirst) checkProgram(Buffer.alloc(0), platform, file);
        },
        entry,
        { signal },
      );
      tar.finalize();
      await written;
    } catch (error) {
      zipped.destroy();
      throw error;
    }
  });
  return hash.digest("hex");
}
