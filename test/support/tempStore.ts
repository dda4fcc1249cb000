import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export interface WrittenRun {
  readonly id?: string;
  readonly project?: string;
  readonly name?: string;
  readonly meta?: object;
  readonly status?: object;
  readonly config?: object;
  readonly summary?: object;
  readonly environment?: object | undefined;
  readonly log?: string;
  readonly points?: readonly Record<string, number>[];
}

/** A store's root with run directories written by hand. */
export class TempStore {
  /** Everything of the test goes in here. */
  readonly folder: string;
  readonly root: string;

  /** `folder`: whose store it is, in place of one of its own. */
  constructor(folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-test-"))) {
    this.folder = folder;
    this.root = path.join(folder, ".runicorn");
    mkdirSync(this.root, { recursive: true });
  }

  /** A finished run, unless told otherwise. Returns its directory. */
  writeRun({
    id = "20260101_120000_aaaaaa",
    project = "cv",
    name = "resnet",
    meta = {},
    status = { status: "finished", started_at: 1_767_268_800, ended_at: 1_767_268_860 },
    config = {},
    summary = {},
    environment,
    log = "",
    points = [],
  }: WrittenRun = {}): string {
    const directory = path.join(this.root, project, ...name.split("/"), "runs", id);
    mkdirSync(directory, { recursive: true });
    const write = (file: string, value: object) =>
      writeFileSync(path.join(directory, file), JSON.stringify(value, null, 2));
    writeFileSync(path.join(directory, "events.jsonl"), "");
    appendPoints(directory, points);
    writeFileSync(path.join(directory, "logs.txt"), log);
    write("assets.json", { code: {}, config: { args: config }, datasets: [], outputs: [] });
    write("summary.json", summary);
    write("status.json", status);
    if (environment) write("environment.json", environment);
    write("meta.json", { id, project, name, created_at: 1_767_268_800, ...meta });
    return directory;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Appends one record per element, as the SDKs write them; steps count on from `first`. */
export function appendPoints(
  directory: string,
  points: readonly Record<string, number>[],
  first = 1,
): void {
  const lines = points.map((point, i) => {
    const time = 1_767_268_800 + first + i;
    const values = Object.entries(point).map(([key, value]) => `${JSON.stringify(key)}:${value}`);
    const data = [...values, `"global_step":${first + i}`, `"time":${time}`].join(",");
    return `{"ts":${time},"type":"metrics","data":{${data}}}\n`;
  });
  appendFileSync(path.join(directory, "events.jsonl"), lines.join(""));
}
