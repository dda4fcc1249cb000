import path from "node:path";

import { boundDepth } from "./boundedJson.ts";
import { readJsonObject } from "./jsonObject.ts";
import { openRegularFile } from "./regularFile.ts";

/** Enough for any patch a person reads; the file itself has the rest. */
const maxPatchBytes = 4 << 20;

/** What an SDK captured into a file of the run; null where there is none, or none that can be read. */
export function readCaptured(
  directory: string,
  file: "environment.json" | "code.json",
): Record<string, unknown> | null {
  try {
    const captured = readJsonObject(path.join(directory, file));
    return captured ? (boundDepth(captured) as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

interface Patch {
  readonly patch: string | null;
  readonly patch_truncated: boolean;
}

export const noPatch: Patch = { patch: null, patch_truncated: false };

/** The beginning of the run's patch. Bytes that are no UTF-8 become U+FFFD. */
export async function readPatch(directory: string): Promise<Patch> {
  try {
    const handle = await openRegularFile(path.join(directory, "code.patch"));
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.min(size, maxPatchBytes));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return { patch: bytes.toString("utf8", 0, bytesRead), patch_truncated: size > bytesRead };
    } finally {
      await handle.close();
    }
  } catch {
    return noPatch;
  }
}
