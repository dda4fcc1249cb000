import path from "node:path";

import { RunningCommand } from "#test/support/runCommand.ts";
import type { TempStore } from "#test/support/tempStore.ts";

import { checkout } from "../host/paths.ts";

/** The built `runicorn viewer` as a process, on a store. */
export class ViewerProcess {
  readonly #command: RunningCommand;
  #url: URL | undefined;

  constructor(store: TempStore, { port = 0, args = [] as readonly string[] } = {}) {
    this.#command = new RunningCommand(
      [
        "viewer",
        "--storage",
        store.root,
        "--port",
        String(port),
        "--no-open-browser",
        "--json",
        ...args,
      ],
      { cwd: store.folder, script: path.join(checkout, "dist/runicorn.cjs") },
    );
  }

  /** The link it prints; good for one use. */
  async link(): Promise<URL> {
    this.#url ??= await Promise.race([this.#printed(), this.#endedEarly()]);
    return this.#url;
  }

  async #printed(): Promise<URL> {
    const [line] = await this.#command.output(/^\{.*\}$/m, 20_000);
    return new URL((JSON.parse(line) as { url: string }).url);
  }

  async #endedEarly(): Promise<never> {
    const code = await this.#command.ended;
    throw new Error(`the viewer ended with ${code}: ${this.#command.stderr}`);
  }

  get pid(): number {
    return this.#command.child.pid ?? 0;
  }

  async port(): Promise<number> {
    return Number((await this.link()).port);
  }

  /** Ends it as a person would; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#command.child.kill("SIGTERM");
    await this.#command.ended;
  }

  dispose(): void {
    this.#command.dispose();
  }
}
