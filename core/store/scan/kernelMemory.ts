import { kernelBytes } from "./kernelBytes.ts";
import type { LearnedLayout } from "./learnLayout.ts";
import { powers } from "./powers.ts";

interface KernelExports {
  configure(powers: number, layouts: number, area: number, otherArea: number, report: number): void;
  reset(): void;
  scan(position: number, end: number, candidate: number): number;
}

const maxLayouts = 1024;
/** A run of literal bytes is compared eight at a time. */
const slack = 8;
const areaValues = 1 << 16;
const minRows = 16;
const maxRows = 4096;
const inputSize = 256 << 10;

/** Where everything lies. */
const reportAt = 64;
const powersAt = 1024;
const layoutsAt = 16 << 10;
const heapAt = layoutsAt + maxLayouts * 4;
const heapEnd = 1 << 20;
const areasAt = [heapEnd, heapEnd + areaValues * 8] as const;
const inputAt = heapEnd + 2 * areaValues * 8;
const pageSize = 64 << 10;

/** The kernel with its memory: layouts, the columns it writes to, the bytes it reads. */
export class KernelMemory {
  readonly exports: KernelExports;
  readonly #memory: ArrayBuffer;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #columns: (readonly (readonly Float64Array[])[])[] = [];
  #heap = heapAt;

  constructor() {
    const memory = new WebAssembly.Memory({
      initial: Math.ceil((inputAt + inputSize + slack) / pageSize),
    });
    const module = new WebAssembly.Module(kernelBytes);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.exports = exports as unknown as KernelExports;
    this.#memory = memory.buffer;
    this.#words = new Int32Array(memory.buffer);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#bytes.set(powers(), powersAt);
    this.exports.configure(powersAt, layoutsAt, ...areasAt, reportAt);
  }

  /** Puts bytes where the kernel reads; they must fit. Returns the address. */
  put(bytes: Uint8Array): number {
    this.#bytes.set(bytes, inputAt);
    return inputAt;
  }

  /** What the kernel said last, by the order in which it writes it. */
  report(word: number): number {
    return this.#words[reportAt / 4 + word] ?? 0;
  }

  /** The columns of a layout in one of the two areas, by the area's address. */
  columns(layout: number, area: number): readonly Float64Array[] {
    return this.#columns[layout]?.[area === areasAt[0] ? 0 : 1] ?? [];
  }

  /** The index of a layout that was added; undefined where there is no room for it among the others. */
  add({ line, slots, columns }: LearnedLayout): number | undefined {
    const index = this.#columns.length;
    const capacity = Math.min(maxRows, Math.floor(areaValues / Math.max(1, columns)));
    const header = this.#heap;
    const table = header + 16;
    const size = 16 * (slots.length + 2) + line.length + slack * (slots.length + 1);
    if (index === maxLayouts || capacity < minRows || header + size > heapEnd) return undefined;
    let literal = table + 16 * (slots.length + 1);
    let from = 0;
    [...slots, undefined].forEach((slot, i) => {
      const bytes = line.subarray(from, slot?.start);
      this.#bytes.set(bytes, literal);
      this.#words.set(
        [literal, bytes.length, Number(slot?.isPoint ?? false), slot?.column ?? 0],
        (table + 16 * i) / 4,
      );
      literal += bytes.length + slack;
      from = slot?.end ?? 0;
    });
    this.#words.set([slots.length, index, capacity, 0], header / 4);
    this.#words[layoutsAt / 4 + index] = header;
    this.#heap = Math.ceil(literal / 8) * 8;
    this.#columns.push(
      areasAt.map((area) =>
        Array.from(
          { length: columns },
          (_, i) => new Float64Array(this.#memory, area + i * capacity * 8, capacity),
        ),
      ),
    );
    return index;
  }

  /** Forgets all layouts. */
  clear(): void {
    this.exports.reset();
    this.#columns.length = 0;
    this.#heap = heapAt;
  }

  static readonly inputSize = inputSize;
}
