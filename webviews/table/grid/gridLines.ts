import { element } from "#webviews/shared/element.ts";

import type { Item } from "../tableItems.ts";
import type { GridState } from "./grid.ts";
import { gridLine, lineHeight, type LineLook } from "./gridLine.ts";
import { ScrollPace } from "./scrollPace.ts";

/** Lines made beyond what is in sight. */
const overscan = 6;

/**
 * Milliseconds in which lines are made anew in one frame: to lay them out and paint them takes the browser several times
 * as long. Those left wait for the next one.
 */
const mostMs = 4;

interface DrawnLine {
  readonly node: HTMLElement;
  readonly item: Item | undefined;
  readonly isSelected: boolean;
  readonly version: number;
}

interface GridLinesEvents {
  /** The lines that are shown now. */
  onShown(items: readonly Item[]): void;
  /** There is more to be drawn: with the next frame, or later. */
  onMore(): void;
}

/** The lines of a grid, of which only those in sight exist. */
export class GridLines {
  readonly root = element("div", { class: "grid-body", attributes: { role: "rowgroup" } });
  /** What the lines are scrolled in. */
  readonly #port: HTMLElement;
  readonly #events: GridLinesEvents;
  readonly #drawn = new Map<number, DrawnLine>();
  readonly #pace = new ScrollPace();
  /** Another number where every line looks different. */
  #version = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  constructor(port: HTMLElement, events: GridLinesEvents) {
    this.#port = port;
    this.#events = events;
  }

  /** Every line looks different from now on. */
  outdate(): void {
    this.#version++;
  }

  /** Now, not with the next frame: who goes to the end before that would be stopped on the way. */
  setCount(count: number): void {
    this.root.style.height = `${count * lineHeight}px`;
  }

  nodeOf(line: number): HTMLElement | undefined {
    return this.#drawn.get(line)?.node;
  }

  draw({ items, look, columns, selected }: GridState, lefts: readonly number[]): void {
    const { scrollTop, clientHeight } = this.#port;
    // What nobody sees yet is made once there is something to see.
    const isFirst = this.#drawn.size === 0;
    const beyond = isFirst ? 0 : overscan;
    const from = Math.max(0, Math.floor(scrollTop / lineHeight) - beyond);
    const to = Math.min(items.count, Math.ceil((scrollTop + clientHeight) / lineHeight) + beyond);
    // Lines that nobody can read are neither made nor asked for; what is there is shown at the first rest.
    const isFlying = this.#pace.isFlying(scrollTop, clientHeight, performance.now());
    clearTimeout(this.#rest);
    if (isFlying) this.#rest = setTimeout(() => this.#events.onMore(), this.#pace.rest);
    else items.want(from, to);
    for (const [index, { node }] of this.#drawn) {
      if (index >= from && index < to) continue;
      node.remove();
      this.#drawn.delete(index);
    }
    const line: LineLook = { ...look, columns, lefts };
    const shown: Item[] = [];
    const end = isFirst ? Infinity : performance.now() + mostMs;
    let hasMore = isFirst && to > from;
    for (let index = from; index < to; index++) {
      const item = isFlying ? undefined : items.at(index);
      if (item) shown.push(item);
      const isLate = item !== undefined && !this.#isFilled(index) && performance.now() > end;
      hasMore ||= isLate;
      const isSelected = item?.kind === "run" && selected.has(item.row.ref);
      this.#drawLine(index, isLate ? undefined : item, isSelected, line);
    }
    if (!isFlying) this.#events.onShown(shown);
    // The frame that is next may be the one that shows the first lines.
    cancelAnimationFrame(this.#frame);
    if (hasMore) this.#frame = requestAnimationFrame(() => this.#events.onMore());
  }

  /** What is there already is exchanged at once: else for a moment a list would be of two. */
  #isFilled(index: number): boolean {
    return this.#drawn.get(index)?.item !== undefined;
  }

  dispose(): void {
    clearTimeout(this.#rest);
    cancelAnimationFrame(this.#frame);
  }

  #drawLine(index: number, item: Item | undefined, isSelected: boolean, look: LineLook): void {
    const drawn = this.#drawn.get(index);
    const isSame =
      drawn?.item === item && drawn?.isSelected === isSelected && drawn.version === this.#version;
    if (isSame) return;
    const node = gridLine(index, item, look, isSelected);
    if (drawn) drawn.node.replaceWith(node);
    else this.root.append(node);
    this.#drawn.set(index, { node, item, isSelected, version: this.#version });
  }
}
