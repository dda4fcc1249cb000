import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { RemoteMachine } from "./remoteMachine.ts";
import type { Stage } from "./stage.ts";

/** Writes a file of the ssh folder of a window's person. */
export function writeSshFile(stage: Stage, name: string, text: string): string {
  const folder = path.join(stage.server.home, ".ssh");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** Process id of the viewer that the windows of a stage share; undefined where none was started, or it has ended. */
export function sharedViewer(stage: Stage): number | undefined {
  try {
    const file = path.join(stage.server.home, ".config/runicorn/shared.json");
    const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid: number };
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Ends all there is of them; one that never came to be is undefined. The shared viewer would wait a minute for another window. */
export async function endStage(
  stage: Stage | undefined,
  machine: RemoteMachine | undefined,
): Promise<void> {
  const pid = stage && sharedViewer(stage);
  if (pid !== undefined) process.kill(pid, "SIGTERM");
  await stage?.strike();
  await machine?.dispose();
}
