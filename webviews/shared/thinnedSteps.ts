/** What was logged at one step. */
export interface StepGroup<T> {
  /** Null for something logged without one, which stands alone. */
  readonly step: number | null;
  readonly items: readonly T[];
}

interface Held<T> extends StepGroup<T> {
  readonly items: T[];
  /** Counts the steps as they came. */
  readonly ordinal: number;
}

/**
 * What was logged over the steps of a run, by step in their order. Of more than a page can hold some steps are left out, evenly
 * over the whole run; the first and the newest one are always there.
 */
export class ThinnedSteps<T extends { readonly step: number | null }> {
  readonly #most: number;
  #groups: Held<T>[] = [];
  #held = 0;
  #count = 0;
  #steps = 0;
  /** Each how many-th step is held. */
  #stride = 1;

  /** `most`: items held, as far as more than two steps are. */
  constructor(most: number) {
    this.#most = most;
  }

  get groups(): readonly StepGroup<T>[] {
    return this.#groups;
  }

  /** Items that are held. */
  get held(): number {
    return this.#held;
  }

  /** Items that were added. */
  get count(): number {
    return this.#count;
  }

  add(item: T): void {
    this.#count++;
    const at = this.#placeOf(item.step);
    const known = item.step === null ? undefined : this.#stepBefore(at);
    if (known && known.step === item.step) known.items.push(item);
    else if (!this.#insert(at, item)) return;
    this.#held++;
    while (this.#held > this.#most && this.#groups.length > 2) this.#thin();
  }

  /** The group that lies nearest to a step; the last one where there is no step to go by. */
  nearest(step: number | null): StepGroup<T> | undefined {
    if (step === null) return this.#groups.at(-1);
    let best: StepGroup<T> | undefined;
    for (const group of this.#groups) {
      const distance = Math.abs((group.step ?? Infinity) - step);
      if (!best || distance <= Math.abs((best.step ?? Infinity) - step)) best = group;
    }
    return best;
  }

  /** Behind all groups of the same or an earlier step; mostly that is the end. */
  #placeOf(step: number | null): number {
    let at = this.#groups.length;
    if (step === null) return at;
    while (at > 0 && (this.#groups[at - 1]?.step ?? -Infinity) > step) at--;
    return at;
  }

  /** The last group before a place that has a step. */
  #stepBefore(place: number): Held<T> | undefined {
    let at = place - 1;
    while (this.#groups[at]?.step === null) at--;
    return this.#groups[at];
  }

  /** False where the step is one of those left out. */
  #insert(at: number, item: T): boolean {
    const group = { step: item.step, items: [item], ordinal: this.#steps++ };
    const last = this.#groups.at(-1);
    const isNewest = at === this.#groups.length;
    if (!isNewest && !this.#isKept(group)) return false;
    // The one before was there only because it was the newest.
    const goes = isNewest && last !== undefined && !this.#isKept(last);
    if (goes) this.#held -= last.items.length;
    this.#groups.splice(goes ? at - 1 : at, goes ? 1 : 0, group);
    return true;
  }

  #isKept({ ordinal }: Held<T>): boolean {
    return ordinal % this.#stride === 0;
  }

  #thin(): void {
    this.#stride *= 2;
    const last = this.#groups.length - 1;
    this.#groups = this.#groups.filter((group, i) => i === 0 || i === last || this.#isKept(group));
    this.#held = this.#groups.reduce((sum, { items }) => sum + items.length, 0);
  }
}
