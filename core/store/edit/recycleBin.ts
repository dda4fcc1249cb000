import { type Dirent, readdirSync, realpathSync } from "node:fs";
import path from "node:path";

import type { DeletedRun } from "#core/protocol/edit.ts";
import { MetaFile } from "#core/protocol/format.ts";
import { jsonObjectOrEmpty } from "#core/store/files/jsonObject.ts";
import type { RunPlace } from "#core/store/follow/runDirectories.ts";
import { RunIds, runIdOf } from "#core/store/follow/runIds.ts";
import { projectAndName } from "#core/store/runs/runRecord.ts";

import { isMarked, readMark, recycleFolder } from "./deletedMark.ts";

/** The runs a person has deleted: those marked in place, and those that Runicorn 0.7 has moved to its own folder. */
export class RecycleBin {
  readonly #root: string;
  readonly #marked: () => Iterable<RunPlace>;

  /** `marked` gives the runs in whose directories a mark was seen. */
  constructor(root: string, marked: () => Iterable<RunPlace>) {
    this.#root = root;
    this.#marked = marked;
  }

  /** Latest first; a run a step. */
  *list(): Generator<void, DeletedRun[]> {
    const runs: DeletedRun[] = [];
    for (const [id, place] of this.places()) {
      runs.push(this.#describe(id, place));
      yield;
    }
    return runs.sort((a, b) => (b.deleted_at ?? 0) - (a.deleted_at ?? 0));
  }

  /** Every directory that may hold a deleted run, or one that somebody has just restored; relative to the root. */
  *directories(): Generator<string> {
    for (const { dir } of [...this.#marked(), ...this.#recycled()]) yield dir;
  }

  /** The runs that are in the bin now, by their ids. */
  places(): Map<string, RunPlace> {
    const ids = new RunIds();
    const places = [...this.#marked(), ...this.#recycled()];
    const present = places.filter(({ dir }) => isMarked(path.join(this.#root, dir)));
    for (const place of present) ids.add(place);
    return new Map(present.map((place) => [ids.idOf(place.dir), place]));
  }

  *#recycled(): Generator<RunPlace> {
    const folder = path.join(this.#root, ...recycleFolder.split("/"));
    let entries: Dirent[];
    try {
      // What a link leads to is not this store's.
      if (realpathSync(folder) !== folder) return;
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries.filter((entry) => entry.isDirectory())) {
      const dir = `${recycleFolder}/${entry.name}`;
      const meta = jsonObjectOrEmpty(path.join(this.#root, dir, "meta.json"));
      const written = typeof meta["path"] === "string" ? meta["path"] : "";
      const [project = "default", ...rest] = written.split("/");
      yield { dir, layout: "path", project, name: rest.join("/") };
    }
  }

  #describe(id: string, place: RunPlace): DeletedRun {
    const { dir } = place;
    const directory = path.join(this.#root, dir);
    const meta = MetaFile.parse(jsonObjectOrEmpty(path.join(directory, "meta.json")));
    const { deletedAt, reason, originalStatus } = readMark(directory);
    return {
      id,
      run_id: runIdOf(dir),
      ...projectAndName(place, meta),
      alias: meta.alias ?? null,
      created_at: meta.created_at ?? null,
      deleted_at: deletedAt,
      reason,
      original_status: originalStatus,
      dir,
    };
  }
}
