import os from "node:os";
import path from "node:path";

/** The person's home, as their programs are told. */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  const told = process.platform === "win32" ? env["USERPROFILE"] : env["HOME"];
  return told !== undefined && path.isAbsolute(told) ? told : os.homedir();
}

/** The user as the system knows them; undefined for a number without a name, as in some containers. */
export function systemUser(): { username: string; home: string } | undefined {
  try {
    const { username, homedir } = os.userInfo();
    return { username, home: homedir };
  } catch {
    return undefined;
  }
}
