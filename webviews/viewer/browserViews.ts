import type { NamedView } from "#webviews/table/messages.ts";

const storageKey = "runicorn.views";

/** Views of the table that a person saved in this browser. */
export class BrowserViews {
  readonly #listeners = new Set<() => void>();

  get all(): readonly NamedView[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
      if (typeof kept !== "object" || kept === null) return [];
      return Object.entries(kept as Record<string, unknown>).map(([name, view]) => ({
        name,
        isShared: false,
        view,
      }));
    } catch {
      return [];
    }
  }

  /** Without a view, there is none of that name any more. */
  set(name: string, view?: unknown): void {
    const others = this.all.filter((one) => one.name !== name).map((one) => [one.name, one.view]);
    const all = view === undefined ? others : [...others, [name, view]];
    localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(all)));
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }
}
