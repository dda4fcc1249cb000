import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Writes a bench's figures as `<folder>/<name>-<date>.json`, with what they were measured on; answers the file. */
export function writeReport(folder: string, name: string, content: object): string {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
  const date = new Date().toISOString().slice(0, 10);
  const document = {
    date,
    machine: `${os.cpus()[0]?.model}, ${os.cpus().length} cores, ${os.type()} ${os.release()}`,
    node: process.versions.node,
    commit: git("rev-parse", "HEAD"),
    uncommitted: git("status", "--short", "--untracked-files=no").split("\n").filter(Boolean),
    peers: [...versionsOf("peers"), ...versionsOf("runicorn")],
    ...content,
  };
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}-${date}.json`);
  writeFileSync(file, `${JSON.stringify(document, undefined, 1)}\n`);
  spawnSync("oxfmt", [file]);
  return file;
}

/** What `npm run bench:peers` has installed into an environment. */
function versionsOf(environment: string): string[] {
  const python = path.resolve("out/bench-peers", environment, "bin/python");
  if (!existsSync(python)) return [];
  const installed = execFileSync(python, ["-m", "pip", "freeze"], { encoding: "utf8" });
  return installed
    .split("\n")
    .filter((line) => /^(runicorn|tensorboard|trackio|orjson)/i.test(line));
}
