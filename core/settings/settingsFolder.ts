import path from "node:path";

import { homeFolder } from "./homeFolder.ts";

/** Where a person's Runicorn settings lie, those of the Python Runicorn among them. It need not exist yet. */
export function settingsFolder(env: NodeJS.ProcessEnv): string {
  const home = homeFolder(env);
  if (process.platform === "win32") {
    return path.join(env["APPDATA"] || path.join(home, "AppData", "Roaming"), "Runicorn");
  }
  if (process.platform === "darwin") {
    return path.join(home, "Library", "Application Support", "Runicorn");
  }
  return path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "runicorn");
}
