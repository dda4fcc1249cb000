import { EventEmitter } from "node:events";

import type { RemoteConnection } from "#core/protocol/remote.ts";
import type { HostConnections } from "#core/remote/hostConnections.ts";

/** The other machines of a server. SSH is loaded when somebody first asks for it. */
export class RemoteAccess {
  readonly #load: () => Promise<HostConnections>;
  readonly #emitter = new EventEmitter<{ change: [RemoteConnection] }>();
  #hosts: Promise<HostConnections> | undefined;
  #isEnded = false;

  constructor(load: () => Promise<HostConnections>) {
    this.#load = load;
  }

  hosts(): Promise<HostConnections> {
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

  async #begin(): Promise<HostConnections> {
    const hosts = await this.#load();
    if (this.#isEnded) await hosts.dispose();
    hosts.onChange((connection) => this.#emitter.emit("change", connection));
    return hosts;
  }
}
