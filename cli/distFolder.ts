import { realpathSync } from "node:fs";
import path from "node:path";

/** `dist/`, where pages and demo lie: beside the bundled command, and in the checkout of `cli/main.ts`. */
export function distFolder(script = process.argv[1] ?? ""): string {
  const file = realpathSync(script);
  const folder = path.dirname(file);
  return file.endsWith(".cjs") ? folder : path.join(folder, "..", "dist");
}
