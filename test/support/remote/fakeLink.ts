import type { Duplex } from "node:stream";

import type { RemoteProcess, SshLink } from "#core/remote/ssh/sshLink.ts";

/** A link that is there until somebody says otherwise, and does nothing. */
export class FakeLink implements SshLink {
  readonly facts = {
    serverVersion: "SSH-2.0-fake",
    hostKey: { type: "ssh-ed25519", fingerprint: "SHA256:x" },
    cipher: "",
    keyExchange: "",
  };
  readonly closed: Promise<string>;
  isClosed = false;
  /** How it answers whether it is there, the first time, the second… */
  answer: (count: number) => Promise<number> = () => Promise.resolve(1);
  run: SshLink["run"] = () => Promise.reject(new Error("not here"));
  #pings = 0;
  readonly #closed = Promise.withResolvers<string>();

  constructor() {
    this.closed = this.#closed.promise;
  }

  /** Silent since it was opened. */
  readonly lastHeard = performance.now();

  ping(): Promise<number> {
    this.#pings += 1;
    return this.answer(this.#pings);
  }

  close(reason: string): void {
    this.isClosed = true;
    this.#closed.resolve(reason);
  }

  start(): Promise<RemoteProcess> {
    return Promise.reject(new Error("not here"));
  }

  connectSocket(): Promise<Duplex> {
    return Promise.reject(new Error("not here"));
  }

  connectPort(): Promise<Duplex> {
    return Promise.reject(new Error("not here"));
  }

  dispose(): Promise<void> {
    this.close("It was ended here.");
    return Promise.resolve();
  }
}
