import { runTool } from "./runTool.ts";

export interface Python {
  readonly command: string;
  readonly version: string;
}

/** The SDK's oldest Python is 3.8. */
const question =
  "import sys; print(sys.version.split()[0]); sys.exit(0 if sys.version_info >= (3, 8) else 1)";

/** A Python the SDK works with; undefined where there is none in PATH. */
export async function findPython(env: NodeJS.ProcessEnv): Promise<Python | undefined> {
  for (const command of process.platform === "win32"
    ? ["python", "python3"]
    : ["python3", "python"]) {
    const version = await runTool(command, ["-c", question], env);
    if (version !== undefined) return { command, version };
  }
  return undefined;
}
