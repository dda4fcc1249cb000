import type { Announcer } from "./announcer.ts";
import type { Catalog } from "./catalog.ts";
import type { Timers } from "./timers.ts";

/** How often the first look at a large root tells how far it is. */
const indexingMs = 500;

/** Tells how far the first look is. Nothing where it is over before anybody would ask; who was told that it goes on is told of its end. */
export class IndexingNews {
  readonly #catalog: Pick<Catalog, "indexing" | "size">;
  readonly #announcer: Announcer;
  readonly #timers: Timers;
  #isTold = false;

  constructor(catalog: Pick<Catalog, "indexing" | "size">, announcer: Announcer, timers: Timers) {
    this.#catalog = catalog;
    this.#announcer = announcer;
    this.#timers = timers;
  }

  begin(): void {
    this.#timers.later("indexing", indexingMs, () => this.tell());
  }

  tell(): void {
    const { indexing, size } = this.#catalog;
    const isAwaited = this.#timers.cancel("indexing");
    if (!indexing && isAwaited && !this.#isTold) return;
    this.#isTold = true;
    this.#announcer.tell({ type: "indexing", ...(indexing ?? { done: size, total: size }) });
    if (indexing) this.begin();
  }
}
