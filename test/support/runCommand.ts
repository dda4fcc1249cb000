import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

import { until } from "#test/support/until.ts";

const main = path.resolve("cli/main.ts");

/** The real `runicorn` command as a process of its own. */
export class RunningCommand {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  /** Resolves with the exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;

  constructor(
    args: readonly string[],
    { cwd, env = {}, node = process.execPath, script = main }: Place,
  ) {
    this.child = spawn(node, [script, ...args], {
      cwd,
      // A home of its own: nothing of the person who runs the tests counts, and nothing is left there.
      env: { PATH: process.env["PATH"], HOME: cwd, XDG_RUNTIME_DIR: "", ...env },
    });
    this.child.stdout?.on("data", (bytes: Buffer) => (this.stdout += bytes.toString()));
    this.child.stderr?.on("data", (bytes: Buffer) => (this.stderr += bytes.toString()));
    this.ended = new Promise((resolve) => {
      this.child.on("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    });
  }

  /** Waits for something on stdout; the match. */
  output(pattern: RegExp, timeout = 30_000): Promise<RegExpExecArray> {
    return until(
      () => {
        if (this.child.exitCode !== null) throw new Error(`ended early: ${this.stderr}`);
        return pattern.exec(this.stdout);
      },
      { timeout },
    );
  }

  dispose(): void {
    this.child.kill("SIGKILL");
  }
}

export interface Place {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  readonly node?: string;
  readonly script?: string;
}

/** Runs the command to its end. */
export async function runCommand(args: readonly string[], place: Place) {
  const command = new RunningCommand(args, place);
  command.child.stdin?.end();
  const code = await command.ended;
  return { code, stdout: command.stdout, stderr: command.stderr };
}
