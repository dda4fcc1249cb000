import { createHash } from "node:crypto";

import { targetKey } from "./session/targetKey.ts";
import type { Target } from "./target.ts";

/** `user@host:port`, with a mark of its own where it goes by way of other machines or could not stand in an address. */
export function connectionIdOf(target: Target): string {
  const key = targetKey(target);
  if (/^[\w.-]+@[\w.:[\]-]+$/.test(key)) return key;
  const [name = ""] = key.split(" ", 1);
  const mark = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return `${name.replaceAll(/[^\w.@:[\]-]/g, "_")}~${mark}`;
}
