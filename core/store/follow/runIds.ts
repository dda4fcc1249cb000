import { createHash } from "node:crypto";

import type { RunLayout } from "#core/protocol/run.ts";

import type { RunPlace } from "./runDirectories.ts";

const layoutOrder: readonly RunLayout[] = ["seed", "path", "flat"];

/** The run id a directory carries: its last segment. */
export function runIdOf(dir: string): string {
  return dir.slice(dir.lastIndexOf("/") + 1);
}

/**
 * Gives every run its API id: its run id where only one directory carries it, else the first (by layout, then path) keeps
 * it and the others become `<run id>~<8 hex of the SHA-256 of their path>`.
 */
export class RunIds {
  readonly #groups = new Map<string, RunPlace[]>();
  readonly #dirs = new Map<string, string>();

  /** Adds a run that is not in yet; returns all runs of its group, whose ids may have changed by it. */
  add(place: RunPlace): readonly RunPlace[] {
    const runId = runIdOf(place.dir);
    const others = this.#groups.get(runId);
    if (!others) {
      // As almost always.
      const alone = [place];
      this.#groups.set(runId, alone);
      this.#dirs.set(runId, place.dir);
      return alone;
    }
    const group = [...others, place].sort(
      (a, b) =>
        layoutOrder.indexOf(a.layout) - layoutOrder.indexOf(b.layout) || (a.dir < b.dir ? -1 : 1),
    );
    this.#setGroup(runId, group);
    return group;
  }

  /** Removes a run; returns those left of its group. */
  remove(dir: string): readonly RunPlace[] {
    const runId = runIdOf(dir);
    const group = this.#groups.get(runId) ?? [];
    this.#dirs.delete(this.idOf(dir));
    const rest = group.filter((place) => place.dir !== dir);
    this.#setGroup(runId, rest);
    return rest;
  }

  idOf(dir: string): string {
    const runId = runIdOf(dir);
    const first = this.#groups.get(runId)?.[0];
    return first === undefined || first.dir === dir ? runId : `${runId}~${hash(dir)}`;
  }

  dirOf(id: string): string | undefined {
    return this.#dirs.get(id);
  }

  #setGroup(runId: string, group: RunPlace[]): void {
    if (group.length === 0) {
      this.#groups.delete(runId);
      return;
    }
    this.#groups.set(runId, group);
    for (const { dir } of group) {
      const id = this.idOf(dir);
      if (id === runId) this.#dirs.delete(`${runId}~${hash(dir)}`);
      this.#dirs.set(id, dir);
    }
  }
}

function hash(dir: string): string {
  return createHash("sha256").update(dir).digest("hex").slice(0, 8);
}
