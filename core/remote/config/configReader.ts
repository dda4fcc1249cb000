import { readdir } from "node:fs/promises";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { readBounded, UnreadableFileError } from "#core/remote/files/readBounded.ts";
import { matchesPattern } from "#core/remote/knownHosts/namePattern.ts";

import { type ConfigLine, parseConfigLine } from "./configLine.ts";

const maxBytes = 1 << 20;
/** All of them together, so that includes which include each other come to an end. */
const maxFiles = 256;
const maxDepth = 16;

/** A line and where it stands, counted from 1. */
export interface PlacedLine extends ConfigLine {
  readonly file: string;
  readonly line: number;
}

/** Reads one configuration and what it includes, for one question. Every method throws `invalid_parameters`. */
export class ConfigReader {
  readonly #home: string;
  #filesRead = 0;

  constructor(home: string) {
    this.#home = home;
  }

  /** None where there is no such file. A file that others can write is not read, for it can run commands. */
  async lines(file: string, depth: number): Promise<PlacedLine[]> {
    if (depth > maxDepth || ++this.#filesRead > maxFiles) {
      throw new RunicornError(
        "invalid_parameters",
        "Your SSH configuration includes too many files, or itself; look at its Include lines.",
      );
    }
    let read;
    try {
      read = await readBounded(file, maxBytes);
    } catch (cause) {
      if (!(cause instanceof UnreadableFileError)) throw cause;
      throw new RunicornError("invalid_parameters", `${file} ${cause.message}.`, { cause });
    }
    if (!read) return [];
    const { uid, mode } = read.stat;
    const isOurs = uid === 0 || uid === process.getuid?.();
    if (process.platform !== "win32" && (!isOurs || (mode & 0o022) !== 0)) {
      throw new RunicornError(
        "invalid_parameters",
        `${file} can be changed by others, so it is not used; make it yours and run: chmod go-w ${file}`,
      );
    }
    return read.bytes
      .toString("utf8")
      .split("\n")
      .flatMap((text, index) => {
        const line = parseConfigLine(text);
        return line ? [{ ...line, file, line: index + 1 }] : [];
      });
  }

  /** The files that a word of `Include` means, in the order they are read. Relative ones start from `folder`. */
  async included(word: string, folder: string): Promise<string[]> {
    const home = /^~(?:$|\/)/.test(word) ? `${this.#home}${word.slice(1)}` : word;
    const whole = path.resolve(folder, home);
    const { root } = path.parse(whole);
    let found = [root.slice(0, -1)];
    for (const part of whole.slice(root.length).split(path.sep)) {
      found = /[*?]/.test(part)
        ? (await Promise.all(found.map((parent) => matching(parent, part))))
            .flat()
            .slice(0, maxFiles)
        : found.map((parent) => `${parent}${path.sep}${part}`);
    }
    return found;
  }
}

async function matching(folder: string, pattern: string): Promise<string[]> {
  try {
    return (await readdir(folder || path.sep))
      .filter((name) => matchesPattern(name, pattern))
      .filter((name) => !name.startsWith(".") || pattern.startsWith("."))
      .sort()
      .map((name) => `${folder}${path.sep}${name}`);
  } catch {
    return [];
  }
}

/** What is wrong with a line. */
export function wrongLine({ file, line, keyword }: PlacedLine): RunicornError {
  return new RunicornError(
    "invalid_parameters",
    `Line ${line} of ${file} makes no sense after ${keyword}; correct it.`,
  );
}
