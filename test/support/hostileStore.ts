import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

import { hugeText } from "./hostileTexts.ts";
import type { TempStore } from "./tempStore.ts";

const began = 1_767_268_800;
/** Names of a record's own, which no metric can have. */
const reserved = new Set(["global_step", "time", "step"]);

/** The run that holds all of the texts wherever a run can hold many. */
export const crowdId = "20260101_130000_crowds";
/** The run all of whose names are `huge`. */
export const hugeId = "20260101_140000_hugest";

export function hostileId(i: number): string {
  return `20260101_12${String(i).padStart(4, "0")}_hostil`;
}

/**
 * All that hostile texts can stand in: a run for each of the first `runs` of them, one with all, one with a huge one. Returns
 * the ids of the first.
 */
export function writeHostileStore(
  store: TempStore,
  texts: readonly string[],
  runs = texts.length,
): string[] {
  writeCrowdedRun(store, texts);
  writeHugeRun(store, hugeText);
  return writeHostileRuns(store, texts.slice(0, runs));
}

/** A run for each text, which has it in the place of every name and value it can have. Returns their ids. */
function writeHostileRuns(store: TempStore, texts: readonly string[]): string[] {
  return texts.map((text, i) => {
    const id = hostileId(i);
    const directory = store.writeRun({
      id,
      meta: namedBy(text, began + i),
      status: { status: "failed", started_at: 1, ended_at: 2, exit_reason: text },
      config: { [text]: text, nested: { [text]: [text] }, named: text },
      summary: { [text]: text, best_metric_name: text, best_metric_value: 0.5 },
      points: [1, 2].map((value) => ({ loss: value + i, ...metric(text, value) })),
      log: `10:00:00 | ${text}\n${text}\n`,
    });
    captureCode(directory, [text]);
    moveToRuns(store, directory);
    return id;
  });
}

/** One run with all of them: a page of it shows them all at once. */
function writeCrowdedRun(store: TempStore, texts: readonly string[]): void {
  const values = Object.fromEntries(texts.map((text, i) => [`value ${i}`, text]));
  const directory = store.writeRun({
    id: crowdId,
    meta: { created_at: began + 3600, tags: texts, notes: texts.join("\n\n") },
    config: { ...values, ...Object.fromEntries(texts.map((text) => [text, 1])) },
    summary: values,
    points: [1, 2].map((value) =>
      Object.fromEntries(texts.flatMap((text) => Object.entries(metric(text, value)))),
    ),
    log: texts.map((text) => `${text}\n`).join(""),
  });
  captureCode(directory, texts);
  const system = Object.fromEntries(texts.map((text) => [text, 1]));
  writeFileSync(
    path.join(directory, "system.jsonl"),
    [1, 2].map((ts) => `${JSON.stringify({ ts: began + ts, data: system })}\n`).join(""),
  );
  const events: object[] = [];
  const log = (type: string, data: object) => events.push({ ts: began, type, data });
  for (const [i, text] of texts.entries()) {
    log("text", { key: `said ${i}`, text, caption: text, step: 1 });
    log("alert", { level: "warning", title: text, text });
    log(text, { text });
  }
  log("table", {
    key: "table",
    columns: texts.slice(0, 150),
    rows: [texts.slice(0, 150)],
    step: 1,
  });
  log("table", { key: "long table", columns: ["a"], rows: texts.map((text) => [text]), step: 1 });
  log("image", { key: texts[0], path: `media/${texts[0]}`, caption: texts[1], step: 1 });
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  appendFileSync(path.join(directory, "events.jsonl"), lines.join(""));
  mkdirSync(path.join(directory, "media"));
  for (const text of texts.filter(isFileName)) {
    writeFileSync(path.join(directory, "media", text), "x");
  }
}

/** One run that is called by a text of any size wherever it is called something. */
function writeHugeRun(store: TempStore, text: string): void {
  const directory = store.writeRun({
    id: hugeId,
    meta: namedBy(text, began + 7200),
    config: { [text]: text },
    points: [metric(text, 1)],
    log: `${text}\n`,
  });
  moveToRuns(store, directory);
}

/** To where a run says itself what project it is of, in whatever words. */
function moveToRuns(store: TempStore, directory: string): void {
  const runs = path.join(store.root, "runs");
  mkdirSync(runs, { recursive: true });
  renameSync(directory, path.join(runs, path.basename(directory)));
}

export function isFileName(text: string): boolean {
  // One with `..` behind a backslash leads elsewhere on other systems, and is not listed.
  const isPlain = !/[/\0]|\.\.\\/u.test(text) && text.isWellFormed();
  return isPlain && Buffer.byteLength(text) < 250;
}

function namedBy(text: string, created_at: number): object {
  return {
    created_at,
    project: text,
    name: text,
    display_name: text,
    alias: text,
    notes: text,
    tags: [text],
    hostname: text,
    python: text,
    platform: text,
  };
}

function metric(text: string, value: number): Record<string, number> {
  return reserved.has(text) ? {} : Object.fromEntries([[text, value]]);
}

/** The texts wherever an SDK captures one. */
function captureCode(directory: string, texts: readonly string[]): void {
  const write = (name: string, content: string) =>
    writeFileSync(path.join(directory, name), content);
  const [first = ""] = texts;
  const environment = {
    python_version: first,
    pip_packages: texts.map((text) => `${text}==${text}`),
    gpu_info: [{ name: first }],
    env_variables: Object.fromEntries(texts.map((text) => [text, text])),
  };
  write("environment.json", JSON.stringify(environment));
  const git = { remote: first, branch: first, commit: first, dirty: true };
  const code = { argv: texts, interpreter: first, entry_file: first, cwd: first, git };
  write("code.json", JSON.stringify(code));
  const patch = texts.map(
    (text) => `diff --git a/${text} b/${text}\n+++ b/${text}\n@@ -1 +1 @@\n-${text}\n+x\n`,
  );
  write("code.patch", patch.join(""));
}
