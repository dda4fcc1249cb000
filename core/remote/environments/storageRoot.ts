import path from "node:path";

import type { Login } from "./login.ts";

/** Where a script begun in the home folder records to: `RUNICORN_DIR`, the person's setting, `.runicorn`. */
export function storageRoot(
  { runicornDir, userRoot }: Pick<Login, "runicornDir" | "userRoot">,
  home: string,
  ofEnvironment = "",
): string {
  const chosen = ofEnvironment || runicornDir || userRoot || ".runicorn";
  return path.posix.resolve(
    home,
    chosen.replace(/^~(?=$|\/)/, () => home),
  );
}

/** All roots there that are known of, the likeliest first. */
export function storageRoots(login: Login, home: string): string[] {
  const configured = login.runicornDir || login.userRoot ? [storageRoot(login, home)] : [];
  const usual = path.posix.join(home, ".runicorn");
  return [...new Set([...configured, ...login.usedRoots, usual])];
}
