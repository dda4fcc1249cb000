import { EventEmitter } from "node:events";
import path from "node:path";

import { findStores, storeFolderName } from "./findStores.ts";
import type { RunRef } from "./runRef.ts";
import type { Source } from "./source.ts";
import { findRoots, type FoundRoots, type RootInputs, type StoreRoot } from "./storeRoots.ts";

interface Disposable {
  dispose(): void;
}

export type RootChange = "workspace" | "named";

export interface SourcesOptions {
  readonly inputs: RootInputs;
  /** False while nothing may be started, as in a workspace nobody trusts. */
  allowed(): boolean;
  create(root: StoreRoot): Source;
  /** Calls back when a store may have come or gone: in the workspace, or in what the user's files name. */
  watch(onChange: (where: RootChange) => void): Disposable;
  /** Stores that lie outside the workspace; the person has to want them. */
  offer(roots: readonly StoreRoot[]): void;
}

/** All sources of the window: one per store that is found, ended when the store is gone, and those of other machines. */
export class Sources {
  readonly #options: SourcesOptions;
  readonly #sources = new Map<string, Source>();
  readonly #added = new Map<string, Source>();
  readonly #emitter = new EventEmitter<{ change: [] }>();
  #watching: Disposable | undefined;
  readonly #abort = new AbortController();
  #walk = true;
  #inWorkspace: readonly string[] = [];
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #searched = false;

  constructor(options: SourcesOptions) {
    this.#options = options;
    this.#emitter.setMaxListeners(0); // Every open dashboard listens.
  }

  /** In the order in which stores are looked for; then those that were added. */
  get all(): readonly Source[] {
    return [...this.#sources.values(), ...this.#added.values()];
  }

  /** Whether the first look is over. */
  get searched(): boolean {
    return this.#searched;
  }

  get(id: string): Source | undefined {
    return this.#sources.get(id) ?? this.#added.get(id);
  }

  of(ref: RunRef): Source | undefined {
    return this.get(ref.source);
  }

  /** Takes in a source that no look finds; with its removal, or ours, it ends. One of the same id takes the place of the other. */
  add(source: Source): Disposable {
    this.#added.get(source.id)?.dispose();
    this.#added.set(source.id, source);
    this.#emitter.emit("change");
    return {
      dispose: () => {
        if (this.#added.get(source.id) !== source) return;
        this.#added.delete(source.id);
        source.dispose();
        this.#emitter.emit("change");
      },
    };
  }

  /** Called when sources came or went, and when the first look is over. */
  onChange(listener: () => void): Disposable {
    this.#emitter.on("change", listener);
    return { dispose: () => void this.#emitter.off("change", listener) };
  }

  /** Begins to look for stores and to watch for new ones. */
  async start(): Promise<void> {
    this.#watching = this.#options.watch((where) => void this.refresh(where));
    await this.refresh();
  }

  /** Looks for stores; walks through the workspace only when something may have changed there. A call during a look makes it look once more, so nothing that happened before the call is missed. */
  async refresh(where: RootChange = "workspace"): Promise<void> {
    if (where === "workspace") this.#walk = true;
    if (this.#looking !== undefined) {
      this.#lookAgain = true;
      return this.#looking;
    }
    this.#looking = this.#look();
    try {
      await this.#looking;
    } finally {
      this.#looking = undefined;
    }
  }

  dispose(): void {
    this.#abort.abort();
    this.#watching?.dispose();
    this.#emitter.removeAllListeners();
    for (const source of this.all) source.dispose();
    this.#sources.clear();
    this.#added.clear();
  }

  async #look(): Promise<void> {
    do {
      this.#lookAgain = false;
      const found = this.#options.allowed() ? await this.#find() : { shown: [], offered: [] };
      if (this.#abort.signal.aborted) return;
      this.#apply(found);
    } while (this.#wantsAnother());
  }

  /** A call, since it changes while a look goes on. */
  #wantsAnother(): boolean {
    return this.#lookAgain;
  }

  async #find(): Promise<FoundRoots> {
    const { inputs } = this.#options;
    if (this.#walk) {
      this.#walk = false; // Before the walk: what changes during it needs another one.
      const walks = inputs
        .workspaceFolders()
        .map(async (folder) =>
          path.basename(folder) === storeFolderName
            ? [folder]
            : findStores(folder, this.#abort.signal),
        );
      this.#inWorkspace = (await Promise.all(walks)).flat();
    }
    return findRoots(inputs, this.#inWorkspace);
  }

  #apply(found: FoundRoots): void {
    const wanted = new Map(found.shown.map((root) => [root.id, root]));
    let changed = !this.#searched;
    this.#searched = true;
    for (const [id, source] of this.#sources) {
      if (wanted.has(id)) continue;
      this.#sources.delete(id);
      source.dispose();
      changed = true;
    }
    for (const [id, root] of wanted) {
      if (this.#sources.has(id)) continue;
      this.#sources.set(id, this.#options.create(root));
      changed = true;
    }
    if (changed) this.#emitter.emit("change");
    if (found.offered.length > 0) this.#options.offer(found.offered);
  }
}
