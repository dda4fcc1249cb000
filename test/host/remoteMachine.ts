import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";

import { FaultProxy } from "#test/support/sshd/faultProxy.ts";
import { type Sshd, type SshdOptions, startSshd } from "#test/support/sshd/startSshd.ts";

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
