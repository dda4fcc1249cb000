import type { Run } from "#core/protocol/run.ts";

/** What a word is looked for in: what a person calls a run, says of it, and the words of its configuration. */
export function searchText(run: Run, config: Readonly<Record<string, unknown>>): string {
  const { id, project, name, display_name, alias, hostname, notes, tags } = run;
  const words = Object.values(config).filter((value) => typeof value === "string");
  return [id, `${project}/${name}`, display_name, alias, hostname, notes, ...tags, ...words]
    .filter((text) => text !== null)
    .join("\0");
}

/** Texts beyond this many bytes that have changed since all were put together make that due again. */
const maxChanged = 1 << 20;

/** The text of every run in one piece of memory, which is searched faster than as many strings. */
export class SearchText {
  /** Texts that are not in `#bytes`, or no longer as they are there. */
  readonly #changed = new Map<number, Buffer>();
  #changedBytes = 0;
  #bytes = Buffer.alloc(0);
  /** Of each text in `#bytes`: its slot, and where it begins; one more beginning at the end. */
  #slots: number[] = [];
  #starts: number[] = [0];

  set(slot: number, text: string): void {
    const bytes = Buffer.from(folded(text));
    this.#changedBytes += bytes.length - (this.#changed.get(slot)?.length ?? 0);
    this.#changed.set(slot, bytes);
  }

  /** Sets `mask[slot]` for every run whose text has `word` in it, in whatever case. */
  find(word: string, mask: Uint8Array): void {
    if (this.#changedBytes > Math.max(maxChanged, this.#bytes.length >> 3)) this.#gather();
    const needle = Buffer.from(folded(word.replaceAll("\0", "\uFFFD")));
    for (const [slot, text] of this.#changed) if (text.includes(needle)) mask[slot] = 1;
    if (needle.length === 0) {
      for (const slot of this.#slots) mask[slot] = 1;
      return;
    }
    let text = 0;
    for (let at = this.#bytes.indexOf(needle); at !== -1;) {
      text = this.#textAt(at, text);
      const slot = this.#slots[text] ?? 0;
      if (!this.#changed.has(slot)) mask[slot] = 1;
      // One is enough of a run.
      at = this.#bytes.indexOf(needle, this.#starts[text + 1] ?? this.#bytes.length);
    }
  }

  /** The text that byte `at` belongs to, which is `from` or a later one. */
  #textAt(at: number, from: number): number {
    let low = from;
    let high = this.#slots.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #gather(): void {
    const texts: Buffer[] = [];
    const slots: number[] = [];
    const starts = [0];
    let size = 0;
    const add = (slot: number, text: Buffer) => {
      if (text.length === 0) return;
      // Between two texts stands a byte that no word has.
      texts.push(text, separator);
      slots.push(slot);
      starts.push((size += text.length + 1));
    };
    for (const [i, slot] of this.#slots.entries()) {
      if (this.#changed.has(slot)) continue;
      add(slot, this.#bytes.subarray(this.#starts[i], (this.#starts[i + 1] ?? 0) - 1));
    }
    for (const [slot, text] of this.#changed) add(slot, text);
    this.#bytes = Buffer.concat(texts);
    this.#slots = slots;
    this.#starts = starts;
    this.#changed.clear();
    this.#changedBytes = 0;
  }
}

const separator = Buffer.from([0]);

/** The same for texts that differ in case only. */
function folded(text: string): string {
  return text.toLowerCase();
}
