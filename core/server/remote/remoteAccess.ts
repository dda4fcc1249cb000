import { EventEmitter } from "node:events";

import type { RemoteConnection } from "#core/protocol/remote.ts";
import type { RemoteHosts } from "#core/remote/remoteHosts.ts";

/** The other machines of a server. SSH is loaded when somebody first asks for it. */
export class RemoteAccess {
  readonly #load: () => Promise<RemoteHosts>;
  readonly #emitter = new EventEmitter<{ change: [RemoteConnection] }>();
  #hosts: Promise<RemoteHosts> | undefined;
  #isEnded = false;

  constructor(load: () => Promise<RemoteHosts>) {
    this.#load = load;
  }

  hosts(): Promise<RemoteHosts> {
    this.#hosts ??= this.#begin().catch((error: unknown) => {
      // What failed may go well the next time.
      this.#hosts = undefined;
      throw error;
    });
    return this.#hosts;
  }

  /** Called with a connection as it is now, and once more when it has gone. */
  onChange(listener: (connection: RemoteConnection) => void): { dispose(): void } {
    this.#emitter.on("change", listener);
    return { dispose: () => void this.#emitter.off("change", listener) };
  }

  async dispose(): Promise<void> {
    this.#isEnded = true;
    const hosts = await this.#hosts?.catch(() => undefined);
    await hosts?.dispose();
    this.#emitter.removeAllListeners();
  }

  async #begin(): Promise<RemoteHosts> {
    const hosts = await this.#load();
    if (this.#isEnded) await hosts.dispose();
    hosts.onChange((connection) => this.#emitter.emit("change", connection));
    return hosts;
  }
}
