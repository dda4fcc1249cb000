import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import type { z } from "zod";

import { RunicornError } from "#core/protocol/errors.ts";

/**
 * A JSON file of a person's settings. Other programs keep things in it, too: what a schema does not know has to pass through
 * it, so schemas are loose. Changes made here come one after the other.
 */
export class SettingsFile<S extends z.ZodType<object>> {
  /** Absolute. */
  readonly path: string;
  readonly #schema: S;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(file: string, schema: S) {
    this.path = file;
    this.#schema = schema;
  }

  /** The settings; those of an empty object where there is no file, or one that makes no sense. Throws `service_unavailable`. */
  async read(): Promise<z.output<S>> {
    return (await this.#load()) ?? this.#schema.parse({});
  }

  /** Replaces the file as a whole. Throws `conflict` where it is damaged, `service_unavailable` where the system refuses. */
  change(edit: (settings: z.output<S>) => z.output<S>): Promise<z.output<S>> {
    const changed = this.#changing.then(() => this.#change(edit));
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  async #change(edit: (settings: z.output<S>) => z.output<S>): Promise<z.output<S>> {
    const before = await this.#load();
    if (before === undefined) {
      throw new RunicornError(
        "conflict",
        `The settings in ${path.basename(this.path)} are not valid JSON; repair or remove that file first, nothing was changed.`,
      );
    }
    const after = edit(before);
    const draft = `${this.path}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      await mkdir(path.dirname(this.path), { recursive: true, mode: 0o700 });
      await writeFile(draft, `${JSON.stringify(after, null, 2)}\n`, { mode: 0o600, flag: "wx" });
      await rename(draft, this.path);
    } catch (cause) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new RunicornError(
        "service_unavailable",
        `The settings in ${path.basename(this.path)} cannot be written; look at that file's rights and the disk.`,
        { cause },
      );
    }
    return after;
  }

  /** Undefined for a damaged file. */
  async #load(): Promise<z.output<S> | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, "utf8");
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (code === "ENOENT") return this.#schema.parse({});
      throw new RunicornError(
        "service_unavailable",
        `The settings in ${path.basename(this.path)} cannot be read (${code}); look at that file's rights.`,
        { cause: error },
      );
    }
    try {
      return this.#schema.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }
}
