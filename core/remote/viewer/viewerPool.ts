import path from "node:path";

import type { Machine } from "#core/remote/environments/machine.ts";
import type { NodeProgram } from "#core/remote/environments/nodeProgram.ts";
import type { Questions } from "#core/remote/questions.ts";
import type { RemoteSession } from "#core/remote/session/remoteSession.ts";

import { cacheFolder } from "./cacheFolder.ts";
import { chooseNode, type NodeWish } from "./chooseNode.ts";
import { NodeStock } from "./nodeStock.ts";
import { serverParcel } from "./serverParcel.ts";
import { ViewerSupervisor } from "./viewerSupervisor.ts";

/** What is known of a session's machine. */
export interface Findings {
  readonly machine: Machine;
  /** The programs of Node that may be run there. */
  readonly nodes: readonly NodeProgram[];
}

export interface ViewerPoolOptions {
  /** `dist/` of this build: what is uploaded. */
  readonly bundleFolder: string;
  readonly version: string;
  /** Of the person whose Runicorn it is: home and configuration of npm. */
  readonly env: NodeJS.ProcessEnv;
  /** Looks at a session's machine, once. */
  readonly examine: (session: RemoteSession) => Promise<Findings>;
}

export interface StartOptions {
  /** On that machine: absolute, with `~`, or relative to the home there. */
  readonly root: string;
  readonly node?: NodeWish | undefined;
  readonly questions: Pick<Questions, "confirm">;
  /** Gives the start up. */
  readonly signal: AbortSignal;
  /** For people. */
  readonly onProgress: (message: string) => void;
}

/** The viewers this process keeps on other machines: one for a session and a root. */
export class ViewerPool {
  readonly #options: ViewerPoolOptions;
  readonly #stock: NodeStock;
  readonly #viewers = new Map<string, Promise<ViewerSupervisor>>();

  constructor(options: ViewerPoolOptions) {
    this.#options = options;
    this.#stock = new NodeStock(path.join(cacheFolder(options.env), "node"));
  }

  /** The one that runs or is being started, else a new one. Rejects with a `RunicornError` where it does not come up. */
  start(session: RemoteSession, options: StartOptions): Promise<ViewerSupervisor> {
    const key = `${session.id}\n${options.root}`;
    const present = this.#viewers.get(key)?.catch(() => undefined) ?? Promise.resolve(undefined);
    const started = present.then(async (viewer) => {
      if (viewer?.isActive) return viewer;
      const fresh = await this.#start(session, options);
      // What it was reached by, and how one logs in there, is not kept any longer than it lives.
      fresh.onChange(() => !fresh.isActive && forget());
      return fresh;
    });
    const forget = () => {
      if (this.#viewers.get(key) === started) this.#viewers.delete(key);
    };
    this.#viewers.set(key, started);
    started.catch(forget);
    return started;
  }

  /** Ends all of them. */
  async dispose(): Promise<void> {
    const viewers = [...this.#viewers.values()];
    this.#viewers.clear();
    await Promise.all(viewers.map(async (viewer) => (await viewer.catch(() => undefined))?.stop()));
  }

  async #start(session: RemoteSession, options: StartOptions): Promise<ViewerSupervisor> {
    const { bundleFolder, version, env, examine } = this.#options;
    const { root, node: wish, questions, signal, onProgress } = options;
    onProgress("Looking for Node.js");
    const { machine, nodes } = await examine(session);
    const { platform, node } = await chooseNode({
      machine,
      nodes,
      host: session.target.host,
      stock: this.#stock,
      questions,
      env,
      signal,
      onProgress,
      ...(wish && { wish }),
    });
    const server = await serverParcel(bundleFolder, version, platform);
    return ViewerSupervisor.start({ session, root, node, server }, { signal, onProgress });
  }
}
