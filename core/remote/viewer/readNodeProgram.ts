import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { extract } from "tar-stream";

import { RunicornError } from "#core/protocol/errors.ts";

import { type Platform, platformName } from "./platform.ts";

/** Of a Node, unpacked. They are 130 MB. */
const maxBytes = 512 * 1024 * 1024;

type Use = (content: Readable, bytes: number) => Promise<void>;

/**
 * Reads Node's program: out of a `.tar.gz` as nodejs.org and npm have them, or the file itself.
 * Throws `invalid_parameters` where there is none in the file.
 */
export async function readNodeProgram(file: string, use: Use): Promise<void> {
  await using handle = await open(file).catch((cause: unknown) => {
    throw unusable(file, "it cannot be read", cause);
  });
  const head = Buffer.alloc(2);
  await handle.read(head, 0, 2, 0);
  if (head.readUInt16BE() === 0x1f8b) {
    await readTarball(file, use);
    return;
  }
  const { size } = await handle.stat();
  await use(createReadStream(file), size);
}

async function readTarball(file: string, use: Use): Promise<void> {
  const tar = extract();
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on("error", (error) => tar.destroy(error));
  unzipped.on("error", () => tar.destroy(unusable(file, "it is not a whole .tar.gz")));
  source.pipe(unzipped).pipe(tar);
  try {
    for await (const entry of tar) {
      const { name, type, size } = entry.header;
      if (type === "file" && /^[^/]+\/bin\/node$/.test(name) && size <= maxBytes) {
        await use(entry as unknown as Readable, size);
        return;
      }
      entry.resume();
    }
  } finally {
    source.destroy();
    unzipped.destroy();
    tar.destroy();
  }
  throw unusable(file, "there is no bin/node in it");
}

/** Throws where a program's first bytes say that it is not for this platform. */
export function checkProgram(head: Buffer, platform: Platform, file: string): void {
  const isMac = head.length >= 20 && head.readUInt32BE() === 0xcffaedfe;
  const isElf = head.length >= 20 && head.readUInt32BE() === 0x7f454c46;
  const machine = isElf ? head.readUInt16LE(18) : isMac ? head.readUInt32LE(4) : 0;
  const wanted = platform.os === "darwin" ? isMac : isElf;
  if (!wanted || !machines[platform.arch].includes(machine)) {
    throw unusable(file, `it holds no program for ${platformName(platform)}`);
  }
}

/** As ELF and as Mach-O name them. */
const machines = { x64: [62, 0x01000007], arm64: [183, 0x0100000c] };

function unusable(file: string, why: string, cause?: unknown): RunicornError {
  return new RunicornError(
    "invalid_parameters",
    `${file} cannot be used as Node.js: ${why}. Pick node itself, or the .tar.gz of nodejs.org for that machine.`,
    { cause },
  );
}
