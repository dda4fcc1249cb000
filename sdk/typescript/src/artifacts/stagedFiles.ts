import { type Dirent, lstatSync, readdirSync } from "node:fs";
import path from "node:path";

import { checkRegular } from "../hashedCopy.ts";
import { plainText } from "../plain.ts";
import { isEntryPath } from "./entryPath.ts";
import { globPattern } from "./globPattern.ts";

const maxFiles = 100_000;

/** Files that are to become part of an artifact. What cannot be kept is told and left out; nothing throws. */
export class StagedFiles {
  /** Names inside the artifact and where their contents come from. */
  readonly sources = new Map<string, string>();
  /** Names of what was asked for and could not be had. */
  readonly missing: string[] = [];
  readonly #tell: (subject: string, sentence: string) => void;

  constructor(tell: (subject: string, sentence: string) => void) {
    this.#tell = tell;
  }

  /** Stages one file. */
  addFile(file: string, name: string | undefined): void {
    this.#stage(name ?? path.basename(path.resolve(file)), file);
  }

  /** Stages every regular file below a directory, whose links are not followed. */
  addDir(directory: string, name: string | undefined, exclude: readonly string[]): void {
    if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
      this.#refuse(name ?? directory, `${directory} is no directory`);
      return;
    }
    const prefix = name === undefined ? "" : `${name.replaceAll(/^\/+|\/+$/g, "")}/`;
    const found: string[] = [];
    this.#walk(directory, "", exclude.map(globPattern), found);
    // By bytes, as the other SDK does.
    for (const relative of found.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
      this.#stage(prefix + relative, path.join(directory, relative));
    }
  }

  #walk(root: string, inside: string, exclude: readonly RegExp[], found: string[]): void {
    for (const entry of this.#entries(path.join(root, inside))) {
      if (found.length > maxFiles) return;
      const relative = inside + entry.name;
      if (entry.isDirectory()) this.#walk(root, `${relative}/`, exclude, found);
      else if (!exclude.some((glob) => glob.test(relative) || glob.test(entry.name))) {
        found.push(relative);
      }
    }
  }

  #entries(directory: string): Dirent[] {
    try {
      return readdirSync(directory, { withFileTypes: true });
    } catch (error) {
      this.#refuse(directory, plainText(error));
      return [];
    }
  }

  #stage(name: string, file: string): void {
    if (!isEntryPath(name)) {
      this.#refuse(
        name,
        `${plainText(name).slice(0, 200)} is no name of a file inside an artifact`,
      );
    } else if (this.sources.size >= maxFiles) {
      this.#refuse(name, `an artifact holds up to ${maxFiles} files`);
    } else {
      try {
        checkRegular(file);
        // Absolute, because the program may change its directory before the artifact is logged.
        this.sources.set(name, path.resolve(file));
      } catch (error) {
        this.#refuse(name, plainText(error));
      }
    }
  }

  #refuse(name: string, reason: string): void {
    if (this.missing.length < maxFiles) this.missing.push(plainText(name).slice(0, 1000));
    this.#tell("missing", `${reason}. It is left out, as are others of which nothing is told.`);
  }
}
