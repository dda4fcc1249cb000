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
    this.#walk(directory, "", prefix, exclude.map(globPattern));
  }

  #walk(directory: string, inside: string, prefix: string, exclude: readonly RegExp[]): void {
    for (const entry of this.#entries(directory)) {
      if (this.sources.size >= maxFiles) return;
      const relative = inside + entry.name;
      const full = path.join(directory, entry.name);
      if (entry.isDirectory()) this.#walk(full, `${relative}/`, prefix, exclude);
      else if (!exclude.some((glob) => glob.test(relative) || glob.test(entry.name))) {
        this.#stage(prefix + relative, full);
      }
    }
  }

  #entries(directory: string): Dirent[] {
    try {
      const entries = readdirSync(directory, { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
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
