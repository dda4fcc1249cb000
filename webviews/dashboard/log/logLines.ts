import { element } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";
import { foldProgress } from "./foldProgress.ts";
import { logLine } from "./logLine.ts";
import type { LogChunk } from "./logWindow.ts";

export interface LineLook {
  /** Lower case; empty marks nothing. */
  readonly search: string;
  readonly folds: boolean;
}

/** The lines of a window on a log. What is on the page already stays there. */
export class LogLines {
  readonly root = element("div", {
    class: "log-lines",
    attributes: { tabindex: 0, role: "log", "aria-live": "off" },
  });
  #shown: { readonly chunk: LogChunk; readonly root: HTMLElement }[] = [];
  #look: LineLook = { search: "", folds: true };

  update(chunks: readonly LogChunk[], look: LineLook): void {
    const isSame = look.search === this.#look.search && look.folds === this.#look.folds;
    this.#look = look;
    const held = new Map(isSame ? this.#shown.map((one) => [one.chunk, one]) : []);
    const before = this.#shown;
    this.#shown = chunks.map((chunk) => held.get(chunk) ?? { chunk, root: this.#render(chunk) });
    const roots = new Set<Element>(this.#shown.map(({ root }) => root));
    for (const { root } of before) if (!roots.has(root)) root.remove();
    for (const [i, { root }] of this.#shown.entries()) {
      if (this.root.children[i] !== root)
        this.root.insertBefore(root, this.root.children[i] ?? null);
    }
  }

  /** The first line of the chunk that starts at a byte, for who jumped there. */
  lineAt(offset: number): HTMLElement | undefined {
    const found = this.#shown.find(({ chunk }) => chunk.start === offset);
    const line = found?.root.firstElementChild;
    return line instanceof HTMLElement ? line : undefined;
  }

  /** The bytes of the log between which its lines are in sight, as near as their chunks tell. */
  get inSight(): { readonly top: number; readonly bottom: number } {
    const { scrollTop, clientHeight } = this.root;
    return { top: this.#byteAt(scrollTop), bottom: this.#byteAt(scrollTop + clientHeight) };
  }

  #byteAt(y: number): number {
    const at = this.#shown.find(({ root }) => root.offsetTop + root.offsetHeight > y);
    if (!at) return this.#shown.at(-1)?.chunk.end ?? 0;
    const { offsetTop, offsetHeight } = at.root;
    const part = Math.max(0, (y - offsetTop) / offsetHeight);
    return at.chunk.start + part * (at.chunk.end - at.chunk.start);
  }

  get isEmpty(): boolean {
    return this.root.childElementCount === 0;
  }

  #render({ lines }: LogChunk): HTMLElement {
    const { search, folds } = this.#look;
    const rows = folds ? foldProgress(lines) : lines.map((line) => ({ line, earlier: [] }));
    return element(
      "div",
      { class: "log-chunk" },
      ...rows.map(({ line, earlier }) => {
        const shown = logLine(line, search);
        return earlier.length === 0 ? shown : withEarlier(shown, earlier, search);
      }),
    );
  }
}

/** A line that stands for others; a press shows them. */
function withEarlier(line: HTMLElement, earlier: readonly string[], search: string): HTMLElement {
  const button = element("button", {
    class: "link log-fold",
    text: t("{n} earlier state{n:|s}", { n: earlier.length }),
    attributes: { type: "button", "aria-expanded": "false" },
    on: {
      click: () => {
        const open = button.getAttribute("aria-expanded") === "true";
        button.setAttribute("aria-expanded", String(!open));
        if (open) root.querySelector(".log-earlier")?.remove();
        else {
          const lines = earlier.map((one) => logLine(one, search));
          root.prepend(element("div", { class: "log-earlier" }, ...lines));
        }
      },
    },
  });
  line.append(" ", button);
  const root = element("div", {}, line);
  return root;
}
