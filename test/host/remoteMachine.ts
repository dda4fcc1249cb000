import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { FaultProxy } from "#test/support/sshd/faultProxy.ts";
import { type Sshd, type SshdOptions, startSshd } from "#test/support/sshd/startSshd.ts";

import type { Stage } from "./stage.ts";
import { Training } from "./training.ts";

/** A machine with a real sshd, reached through a line that can be cut. */
export class RemoteMachine {
  readonly sshd: Sshd;
  readonly line: FaultProxy;

  static async start(options: SshdOptions = {}): Promise<RemoteMachine> {
    const sshd = await startSshd({ uid: 0, ...options });
    const machine = new RemoteMachine(sshd, await FaultProxy.start(sshd.port));
    machine.#putNode();
    return machine;
  }

  private constructor(sshd: Sshd, line: FaultProxy) {
    this.sshd = sshd;
    this.line = line;
  }

  /** Where trainings there keep their runs. */
  get root(): string {
    return path.join(this.sshd.home, "work/.runicorn");
  }

  /** A training of that machine, which knows nothing of this one. */
  train(script: string, ...args: string[]): Training {
    const work = path.join(this.sshd.home, "work");
    mkdirSync(work, { recursive: true });
    const env = { ...process.env, XDG_CONFIG_HOME: path.join(this.sshd.home, ".config") };
    return new Training(script, args, work, env);
  }

  /** Lines of the ssh configuration of a window's person that name this machine. */
  entry(name: string, ...more: readonly string[]): string {
    const { port } = this.line;
    const words = ["HostName 127.0.0.1", `Port ${port}`, `User ${this.sshd.user.name}`, ...more];
    return [`Host ${name}`, ...words.map((line) => `  ${line}`), ""].join("\n");
  }

  async dispose(): Promise<void> {
    await this.line.dispose();
    await this.sshd.dispose();
  }

  /** As nvm would: the one of this machine may be too old. */
  #putNode(): void {
    const folder = path.join(this.sshd.home, `.nvm/versions/node/${process.version}/bin`);
    mkdirSync(folder, { recursive: true });
    symlinkSync(process.execPath, path.join(folder, "node"));
  }
}

/** Writes a file of the ssh folder of a window's person. */
export function writeSshFile(stage: Stage, name: string, text: string): string {
  const folder = path.join(stage.server.home, ".ssh");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** Process id of the viewer that the windows of a stage share; undefined where none was started, or it has ended. */
export function sharedViewer(stage: Stage): number | undefined {
  try {
    const file = path.join(stage.server.home, ".config/runicorn/shared.json");
    const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid: number };
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Ends it: it would wait a minute for another window. */
export function endShared(stage: Stage): void {
  const pid = sharedViewer(stage);
  if (pid !== undefined) process.kill(pid, "SIGTERM");
}
