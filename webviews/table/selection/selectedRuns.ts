import type { TableItems } from "../tableItems.ts";
import {
  mostSelected,
  nothingSelected,
  rangeTo,
  type Selection,
  selectOnly,
  selectRange,
  toggleRun,
} from "./selection.ts";

/** The runs a person has selected in the lines of the table. */
export class SelectedRuns {
  readonly #items: () => TableItems;
  readonly #onChange: () => void;
  #selection: Selection;

  /** `kept`: what an earlier page has kept of `refs`. */
  constructor(items: () => TableItems, kept: unknown, onChange: () => void) {
    this.#items = items;
    this.#onChange = onChange;
    const refs = Array.isArray(kept) ? kept.filter((ref) => typeof ref === "string") : [];
    this.#selection = { refs: new Set(refs.slice(0, mostSelected)), anchor: null };
  }

  get refs(): ReadonlySet<string> {
    return this.#selection.refs;
  }

  /** `range` is from where it began to this line; `more` leaves what was selected before. */
  async select(line: number, how: "only" | "toggle" | "range" | "more"): Promise<void> {
    const items = this.#items();
    const item = items.at(line);
    if (how === "range" || how === "more") {
      const { from, to } = rangeTo(this.#selection, line);
      const rows = await items.runsBetween(from, to).catch(() => []);
      const refs = rows.map(({ ref }) => ref);
      this.#set(selectRange(this.#selection, refs, line, how === "more"));
    } else if (item?.kind === "run") {
      const { ref } = item.row;
      this.#set(how === "only" ? selectOnly(ref, line) : toggleRun(this.#selection, ref, line));
    }
  }

  /** All there are, or as many as can be; false where these are not all. */
  async selectAll(): Promise<boolean> {
    const { count } = this.#items();
    const last = Math.min(count, mostSelected) - 1;
    const rows =
      last < 0
        ? []
        : await this.#items()
            .runsBetween(0, last)
            .catch(() => []);
    this.#set({ refs: new Set(rows.map(({ ref }) => ref)), anchor: 0 });
    return count <= mostSelected;
  }

  /** The runs of a group, or as many as can be; false where these are not all. */
  async selectGroup(name: string): Promise<boolean> {
    const { rows, total } = await this.#items().runsOf(name, mostSelected);
    this.#set({ refs: new Set(rows.map(({ ref }) => ref)), anchor: null });
    return total <= rows.length;
  }

  clear(): void {
    this.#set(nothingSelected);
  }

  /** The lines are others now: a range does not begin where it did. */
  forgetAnchor(): void {
    this.#selection = { ...this.#selection, anchor: null };
  }

  #set(selection: Selection): void {
    this.#selection = selection;
    this.#onChange();
  }
}
