import { EventEmitter } from "node:events";

import { createClient } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import type { Viewer } from "#test/support/startViewer.ts";
import type { RunSource, RunSources } from "#webviews/compare/runSource.ts";

import { openTransport } from "./openTransport.ts";

/** A machine of its own, with a store, a viewer and a clock. */
export class Machine implements RunSource {
  readonly client: RunSource["client"];
  readonly feed: LiveFeed;
  readonly remote: RunSource["remote"];
  readonly viewer: Viewer;
  isAway = false;
  readonly #changes = new EventEmitter<{ change: [] }>();

  constructor(viewer: Viewer, host?: string, clockOffsetMs?: number) {
    this.viewer = viewer;
    const transport = openTransport(viewer.base);
    this.client = createClient(transport);
    this.feed = new LiveFeed(transport);
    const isAway = () => this.isAway;
    this.remote =
      host === undefined
        ? undefined
        : {
            host,
            clockOffsetMs,
            get isAway() {
              return isAway();
            },
            isLeft: false,
            get reason() {
              return isAway() ? "The machine does not answer." : undefined;
            },
            onChange: (listener) => {
              this.#changes.on("change", listener);
              return { dispose: () => void this.#changes.off("change", listener) };
            },
          };
  }

  setAway(isAway: boolean): void {
    this.isAway = isAway;
    this.#changes.emit("change");
  }

  async dispose(): Promise<void> {
    this.feed.dispose();
    await this.viewer.dispose();
  }
}

/** All that a window knows. */
export class Machines implements RunSources {
  readonly searched = true;
  readonly #all = new Map<string, Machine>();
  readonly #changes = new EventEmitter<{ change: [] }>();

  set(id: string, machine: Machine | undefined): void {
    if (machine) this.#all.set(id, machine);
    else this.#all.delete(id);
    this.#changes.emit("change");
  }

  get(id: string): Machine | undefined {
    return this.#all.get(id);
  }

  onChange(listener: () => void): { dispose(): void } {
    this.#changes.on("change", listener);
    return { dispose: () => void this.#changes.off("change", listener) };
  }
}
