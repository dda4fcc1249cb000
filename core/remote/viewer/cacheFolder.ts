import os from "node:os";
import path from "node:path";

/** Where a person's machine keeps what can be fetched again. It need not exist yet. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const home = env["HOME"] || os.homedir();
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (process.platform === "win32") {
    return path.join(local || path.join(home, "AppData", "Local"), "Runicorn", "Cache");
  }
  if (process.platform === "darwin") return path.join(home, "Library", "Caches", "Runicorn");
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, ".cache"), "runicorn");
}
