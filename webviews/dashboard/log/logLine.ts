import { element } from "#webviews/shared/element.ts";

import { lastOverwrite, parseAnsi } from "./ansi.ts";

/** One line of a log, with its colours, and the places marked where it holds `search` (lower case; empty marks nothing). */
export function logLine(line: string, search: string): HTMLElement {
  const parts = parseAnsi(lastOverwrite(line));
  const root = element("div", { class: "log-line" });
  for (const { text, classes } of parts) {
    const pieces = mark(text, search);
    root.append(
      ...(classes.length === 0
        ? pieces
        : [element("span", { class: classes.join(" ") }, ...pieces)]),
    );
  }
  // An empty line keeps its height.
  if (parts.length === 0) root.append("\u200B");
  return root;
}

function mark(text: string, search: string): (Node | string)[] {
  if (search === "") return [text];
  const pieces: (Node | string)[] = [];
  const lower = text.toLowerCase();
  // Lower case may change a text's length (İ), and then places in it are not places in the text.
  if (lower.length !== text.length) return [text];
  let from = 0;
  for (let at = lower.indexOf(search); at >= 0; at = lower.indexOf(search, from)) {
    pieces.push(
      text.slice(from, at),
      element("mark", { text: text.slice(at, at + search.length) }),
    );
    from = at + search.length;
  }
  pieces.push(text.slice(from));
  return pieces;
}
