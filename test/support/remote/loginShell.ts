import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import path from "node:path";
import { buffer } from "node:stream/consumers";

import type { RemoteProcess, RunOptions, RunResult, SshLink } from "#core/remote/ssh/sshLink.ts";

interface Place {
  /** The login shell. */
  readonly shell: string;
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A login shell on this machine, started as sshd starts it for a command: with the variables it sets, on a socket. */
export class LoginShell implements Pick<SshLink, "run" | "start" | "ping"> {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async run(
    command: string,
    { input = "", limitMs = 10_000 }: RunOptions = {},
  ): Promise<RunResult> {
    const child = this.#spawn(command);
    const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), limitMs);
    // A shell that ends early does not read all.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const [stdout, stderr, code] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      ended,
    ]);
    clearTimeout(timer);
    return { code, stdout, stderr };
  }

  start(command: string): Promise<RemoteProcess> {
    const child = this.#spawn(command);
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on("close", (code, signal) => resolve({ code, signal })),
    );
    const { stdin, stdout, stderr } = child;
    return Promise.resolve({ stdin, stdout, stderr, ended, close: () => child.kill() });
  }

  ping(): Promise<number> {
    return Promise.resolve(0);
  }

  #spawn(command: string): ChildProcessWithoutNullStreams {
    const { shell, home, env = {} } = this.#place;
    return spawn(shell, ["-c", command], {
      argv0: path.basename(shell),
      cwd: home,
      detached: true,
      env: {
        HOME: home,
        USER: "root",
        LOGNAME: "root",
        SHELL: shell,
        PATH: "/usr/local/bin:/usr/bin:/bin",
        SSH_CLIENT: "127.0.0.1 50000 22",
        SSH_CONNECTION: "127.0.0.1 50000 127.0.0.1 22",
        ...env,
      },
    });
  }
}
