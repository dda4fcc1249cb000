import path from "node:path";

/** Set by the bundler. */
declare const RUNICORN_VERSION: string | undefined;

/** `dist/`, where pages and demo lie: beside the bundled command, and in the checkout of this file. */
export function distFolder(): string {
  const isBundled = typeof RUNICORN_VERSION === "string";
  return isBundled ? import.meta.dirname : path.join(import.meta.dirname, "..", "dist");
}
