import { readFileSync } from "node:fs";
import path from "node:path";

import { distFolder } from "./distFolder.ts";

/** Set by the bundler. */
declare const RUNICORN_VERSION: string | undefined;

/** This build's version; unbundled it is the one of package.json. */
export function version(): string {
  if (typeof RUNICORN_VERSION === "string") return RUNICORN_VERSION;
  const file = path.join(distFolder(), "..", "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
