import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import type { Duplex } from "node:stream";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteProcess, RunResult, SshLink } from "#core/remote/ssh/sshLink.ts";

export interface LocalLinkOptions {
  /** The other "machine" has this home. */
  readonly home: string;
  readonly env?: Record<string, string>;
  /** Takes the place of /bin/sh. */
  readonly shell?: string;
  /** What its sshd does not forward. */
  readonly refuses?: readonly ("socket" | "port")[];
}

/** A link to this very machine without SSH: what is sent over a real one is tried by itself, fast and in any shell. */
export class LocalLink implements SshLink {
  readonly facts = {
    serverVersion: "SSH-2.0-local",
    hostKey: { type: "none", fingerprint: "" },
    cipher: "none",
    keyExchange: "none",
  };
  readonly closed: Promise<string>;
  readonly lastHeard = 0;
  readonly options: LocalLinkOptions;
  /** Commands that were started, and their processes. */
  readonly started: { command: string; child: ChildProcess }[] = [];
  readonly #close: (reason: string) => void;
  #isClosed = false;

  constructor(options: LocalLinkOptions) {
    this.options = options;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.closed = promise;
    this.#close = resolve;
  }

  run(): Promise<RunResult> {
    throw new Error("not needed");
  }

  async start(command: string): Promise<RemoteProcess> {
    this.#check();
    const { home, env, shell = "/bin/sh" } = this.options;
    const child = spawn("/bin/sh", ["-c", command.replace("/bin/sh", shell)], {
      cwd: home,
      env: { PATH: process.env["PATH"], HOME: home, ...env },
    });
    this.started.push({ command, child });
    const { stdin, stdout, stderr } = child;
    stdin.on("error", () => {});
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.on("close", (code, signal) => resolve({ code, signal }));
    });
    const close = () => {
      for (const stream of [stdin, stdout, stderr]) stream.destroy();
    };
    await once(child, "spawn");
    return { stdin, stdout, stderr, ended, close };
  }

  connectSocket(path: string): Promise<Duplex> {
    return this.#connect("socket", () => net.connect(path));
  }

  connectPort(port: number): Promise<Duplex> {
    return this.#connect("port", () => net.connect(port, "127.0.0.1"));
  }

  ping(): Promise<number> {
    return Promise.resolve(0);
  }

  /** As a network does: nobody is told anything, the pipes just end. */
  cut(): void {
    this.#isClosed = true;
    for (const { child } of this.started) {
      for (const stream of child.stdio) stream?.destroy();
    }
    this.#close("the link was cut");
  }

  dispose(): Promise<void> {
    this.cut();
    return Promise.resolve();
  }

  async #connect(kind: "socket" | "port", connect: () => net.Socket): Promise<Duplex> {
    this.#check();
    if (this.options.refuses?.includes(kind)) {
      throw new RunicornError("service_unavailable", `The server forwards no ${kind}.`);
    }
    const stream = connect();
    await once(stream, "connect");
    return stream;
  }

  #check(): void {
    if (this.#isClosed) throw new RunicornError("service_unavailable", "The link is closed.");
  }
}
