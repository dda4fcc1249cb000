import { element } from "#webviews/shared/element.ts";
import { showLines } from "#webviews/shared/showLines.ts";

import type { Inline } from "./parseInline.ts";
import { type Block, type ListItem, parseMarkdown } from "./parseMarkdown.ts";

/** Headings of a note stand below those of the page. */
const topLevel = 2;

/** A note as elements: made one by one, all text as text nodes. */
export function markdownView(text: string): HTMLElement {
  return element("div", { class: "markdown" }, ...parseMarkdown(text).map(blockView));
}

function blockView(block: Block): HTMLElement {
  switch (block.kind) {
    case "heading": {
      const tag = (["h3", "h4", "h5", "h6"] as const)[Math.min(block.level, 4) - 1] ?? "h6";
      return element(
        tag,
        { class: `note-heading-${block.level + topLevel}` },
        ...inlines(block.text),
      );
    }
    case "paragraph":
      return element("p", {}, ...inlines(block.text));
    case "code":
      return element(
        "pre",
        { attributes: { tabindex: 0 } },
        element("code", { text: shown(block.text) }),
      );
    case "quote":
      return element("blockquote", {}, ...block.blocks.map(blockView));
    case "list":
      return element(block.ordered ? "ol" : "ul", {}, ...block.items.map(itemView));
    case "table":
      return tableView(block.rows);
    case "rule":
      break;
  }
  return element("hr");
}

function itemView({ ticked, blocks }: ListItem): HTMLElement {
  const mark = ticked === null ? null : element("span", { text: ticked ? "☑ " : "☐ " });
  const [first, ...others] = blocks;
  // A point of one line is no paragraph of its own.
  const head = first?.kind === "paragraph" ? inlines(first.text) : first ? [blockView(first)] : [];
  return element("li", {}, mark, ...head, ...others.map(blockView));
}

function tableView(rows: Extract<Block, { kind: "table" }>["rows"]): HTMLElement {
  const [head = [], ...body] = rows;
  const cells = (row: typeof head, tag: "th" | "td") =>
    element("tr", {}, ...row.map((cell) => element(tag, {}, ...inlines(cell))));
  return element(
    "table",
    {},
    element("thead", {}, cells(head, "th")),
    element("tbody", {}, ...body.map((row) => cells(row, "td"))),
  );
}

function inlines(all: readonly Inline[]): (Node | string)[] {
  return all.map((inline) => {
    if (inline.kind === "text") return shown(inline.text);
    if (inline.kind === "code") return element("code", { text: shown(inline.text) });
    if (inline.kind === "link") return linkView(inline);
    return element(inlineTags[inline.kind], {}, ...inlines(inline.inside));
  });
}

const inlineTags = { strong: "strong", emphasis: "em", deleted: "del" } as const;

function linkView({ href, inside }: Extract<Inline, { kind: "link" }>): HTMLElement {
  const attributes = { href, target: "_blank", rel: "noopener noreferrer" };
  // Where it leads is said, whatever its text claims.
  return element("a", { title: href, attributes }, ...inlines(inside));
}

function shown(text: string): string {
  return showLines(text);
}
