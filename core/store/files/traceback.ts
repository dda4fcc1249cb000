import path from "node:path";

import { jsonObjectOrEmpty } from "./jsonObject.ts";

/** As many characters as the SDKs keep bytes; the last ones say what went wrong. */
const mostCharacters = 16 * 1024;

/** The traceback an SDK wrote where the run failed or was interrupted, its last part where it is long; null where there is none. */
export function readTraceback(directory: string): string | null {
  const { traceback } = jsonObjectOrEmpty(path.join(directory, "status.json"));
  if (typeof traceback !== "string" || traceback.trim() === "") return null;
  // Not from the middle of a character.
  return traceback.slice(-mostCharacters).replace(/^[\uDC00-\uDFFF]/u, "");
}
