import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

import { SharedServer } from "#core/protocol/sharedServer.ts";
import { isSystemError } from "#core/store/files/systemError.ts";
import { PythonHome } from "#test/support/remote/pythonHome.ts";
import { RunningCommand } from "#test/support/runCommand.ts";
import { type Sshd, type SshdOptions, startSshd } from "#test/support/sshd/startSshd.ts";
import { TempStore } from "#test/support/tempStore.ts";

/** A machine to connect to: a real sshd, a Node, a store with runs, a virtual environment with our SDK. */
export class RemoteMachine {
  readonly sshd: Sshd;
  /** Absolute, there. */
  readonly root: string;
  readonly runDirectory: string;

  private constructor(sshd: Sshd) {
    this.sshd = sshd;
    this.root = path.join(sshd.home, "store");
    const files = new TempStore();
    const directory = files.writeRun({ points: [{ loss: 3 }, { loss: 2 }], log: "there\n" });
    cpSync(files.root, this.root, { recursive: true });
    this.runDirectory = path.join(this.root, path.relative(files.root, directory));
    files.dispose();
  }

  static async start(
    options: SshdOptions & { readonly environments?: readonly string[] } = {},
  ): Promise<RemoteMachine> {
    const sshd = await startSshd(options);
    const machine = new RemoteMachine(sshd);
    machine.#installNode();
    machine.#write(".config/runicorn/config.json", JSON.stringify({ user_root_dir: "~/store" }));
    const python = new PythonHome(sshd.home);
    for (const name of options.environments ?? ["train"]) {
      const place = path.join("envs", name);
      python.makeVenvs(place);
      if (name.startsWith("bare")) continue;
      python.link(place, path.resolve("sdk/python"));
      machine.#write(".bash_profile", `export VIRTUAL_ENV=${path.join(sshd.home, "envs", name)}\n`);
    }
    sshd.give(sshd.home);
    return machine;
  }

  dispose(): Promise<void> {
    return this.sshd.dispose();
  }

  /** Where nvm has them. */
  #installNode(): void {
    const bin = path.join(this.sshd.home, ".nvm/versions/node", process.version, "bin");
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, path.join(bin, "node"));
  }

  #write(name: string, content: string): void {
    const file = path.join(this.sshd.home, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** This side: a home with known hosts and a key, and a viewer that is asked to connect. */
export class LocalMachine {
  readonly home = mkdtempSync(path.join(os.tmpdir(), "runicorn-local-"));
  readonly root = path.join(this.home, ".runicorn");
  readonly #running: RunningCommand[] = [];

  constructor() {
    chmodSync(this.home, 0o700);
    mkdirSync(path.join(this.home, ".ssh"), { mode: 0o700 });
    mkdirSync(this.root);
  }

  trust({ sshd }: RemoteMachine): void {
    appendFileSync(path.join(this.home, ".ssh", "known_hosts"), sshd.knownHosts);
  }

  /** Path of a key that machine takes. */
  keyFor({ sshd }: RemoteMachine): string {
    return sshd.makeClientKey().path;
  }

  run(...args: string[]): RunningCommand {
    // As it ships: it is brought to the other machine as it is here, and starts in a third of the time.
    const script = path.resolve("dist/runicorn.cjs");
    const command = new RunningCommand(args, { cwd: this.home, script });
    this.#running.push(command);
    return command;
  }

  /** A viewer for scripts, as `http://127.0.0.1:12345`. */
  async startViewer(...more: string[]): Promise<{ base: string; viewer: RunningCommand }> {
    const usual = ["viewer", "--storage", this.root, "--port", "0", "--no-auth", "--json"];
    const viewer = this.run(...usual, ...more);
    const [line] = await viewer.output(/^.+\n/, 30_000);
    const { url } = JSON.parse(line) as { url: string };
    return { base: url.replace(/\/$/, ""), viewer };
  }

  /** The shared server, which outlives who started it. */
  get shared(): SharedServer | undefined {
    try {
      const file = path.join(this.home, ".config", "runicorn", "shared.json");
      return SharedServer.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      return undefined;
    }
  }

  async dispose(): Promise<void> {
    const { shared } = this;
    if (shared) endProcess(shared.pid);
    for (const command of this.#running) command.child.kill("SIGTERM");
    const late = setTimeout(() => this.#running.forEach((one) => one.dispose()), 5000);
    await Promise.all(this.#running.map((one) => one.ended));
    clearTimeout(late);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    // It was about to end, and has.
    if (!(isSystemError(error) && error.code === "ESRCH")) throw error;
  }
}
