import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as fc from "fast-check";

/** A run as a Runicorn of 0.1 to 0.7 left it. */
export interface OldRun {
  readonly layout: "seed" | "path" | "flat" | "named flat" | "recycled";
  readonly folders: readonly string[];
  readonly values: readonly number[];
  readonly status: string;
  readonly tags: readonly string[];
  readonly isDeleted: boolean;
}

const folder = fc.constantFrom("cv", "nlp", "Yolo", "a b", "v1.2", "default");

export const oldRun: fc.Arbitrary<OldRun> = fc.record({
  layout: fc.constantFrom("seed", "path", "path", "flat", "named flat", "recycled"),
  folders: fc.array(folder, { minLength: 1, maxLength: 5 }),
  values: fc.array(fc.integer(), { maxLength: 3 }),
  status: fc.constantFrom("finished", "completed", "crashed"),
  tags: fc.array(fc.constantFrom("a", "b"), { maxLength: 2 }),
  isDeleted: fc.boolean(),
});

export function writeOldStore(root: string, runs: readonly OldRun[]): void {
  for (const [i, run] of runs.entries()) writeOldRun(root, idOf(i), 1_735_732_800 + i, run);
}

export function idOf(i: number): string {
  return `20250101_1200${String(i).padStart(2, "0")}_abcdef`;
}

function writeOldRun(root: string, id: string, createdAt: number, run: OldRun): void {
  const names = run.folders.join("/");
  const [project, ...rest] = run.folders;
  const dir = {
    seed: `${project}/${rest.join("/") || "default"}/runs/${id}`,
    path: `runs/${names}/${id}`,
    flat: `runs/${id}`,
    "named flat": `runs/${id}`,
    recycled: `runs/.recycle/${id}`,
  }[run.layout];
  const directory = path.join(root, dir);
  const write = (file: string, value: unknown) =>
    writeFileSync(
      path.join(directory, file),
      typeof value === "string" ? value : JSON.stringify(value, null, 2),
    );
  mkdirSync(path.join(directory, "media"), { recursive: true });
  const meta = {
    seed: { project, name: rest.join("/") },
    path: { path: names },
    flat: { path: "" },
    "named flat": { project, name: rest.join("/") },
    recycled: { path: names },
  }[run.layout];
  write("meta.json", { id, ...meta, created_at: createdAt, tags: run.tags, storage_dir: root });
  write("status.json", { status: run.status, started_at: 1_735_732_800 });
  write("assets.json", { outputs: [{ archive_path: path.join(root, "archive/blobs/ab/abc") }] });
  write("media/x.png", "png");
  write("events.jsonl.lock", "");
  const lines = run.values.map((value, step) => {
    const data = { loss: value, global_step: step, time: 1_735_732_800 + step };
    return `${JSON.stringify({ ts: data.time, type: "metrics", data })}\n`;
  });
  write("events.jsonl", lines.join(""));
  if (run.layout === "recycled" || run.isDeleted) {
    const home = path.join(root, "runs", names, id);
    write(".deleted", { deleted_at: 1_735_732_900, reason: "user_deleted", original_path: home });
  }
}
