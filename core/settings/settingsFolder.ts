import os from "node:os";
import path from "node:path";

/** Where a person's Runicorn settings lie, those of the Python Runicorn among them. It need not exist yet. */
export function settingsFolder(env: NodeJS.ProcessEnv): string {
  const home = env["HOME"] || os.homedir();
  if (process.platform === "win32") {
    return path.join(env["APPDATA"] || path.join(home, "AppData", "Roaming"), "Runicorn");
  }
  if (process.platform === "darwin") {
    return path.join(home, "Library", "Application Support", "Runicorn");
  }
  return path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "runicorn");
}
