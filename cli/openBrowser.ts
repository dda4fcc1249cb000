import { spawn } from "node:child_process";

/** Opens a URL in the person's browser, best effort. Never through a shell. */
export function openBrowser(url: string): void {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  if (command === undefined) return;
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

/** Whether there is a screen to open a browser on, and a person before it. */
export function hasScreen(env: NodeJS.ProcessEnv, isTTY: boolean | undefined): boolean {
  if (!isTTY) return false;
  if (process.platform === "darwin" || process.platform === "win32") return true;
  return Boolean(env["DISPLAY"] ?? env["WAYLAND_DISPLAY"]);
}

const openers: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
