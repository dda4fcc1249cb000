import { existsSync } from "node:fs";
import path from "node:path";

/**
 * The program of a thread that is named `name`: in the bundle beside all others, from source in `folder`, where whoever
 * starts it lies. Undefined where neither is there.
 */
export function threadProgram(folder: string, name: string): string | undefined {
  return [`${name}.cjs`, `${name}.ts`]
    .map((file) => path.join(folder, file))
    .find((file) => existsSync(file));
}
