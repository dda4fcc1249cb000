import { type Inline, parseInline } from "./parseInline.ts";

/** What a note is made of: a fixed set of things, none of which is HTML. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly text: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly ListItem[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: "rule" };

export interface ListItem {
  /** Null: nothing to be ticked. */
  readonly ticked: boolean | null;
  readonly blocks: readonly Block[];
}

/** Deeper quotes and lists are shown as the text they are. */
const mostDepth = 8;

const fence = /^ {0,3}(```+|~~~+)/u;
const heading = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/u;
const rule = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/u;
const quote = /^ {0,3}> ?/u;
const bullet = /^( {0,8})([-*+]|\d{1,9}[.)])\s+(?=\S)/u;
const dashes = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/u;

/** Reads Markdown as people write it in notes. Never fails; what is not understood, HTML included, stays text. */
export function parseMarkdown(text: string): Block[] {
  return parseLines(text.replaceAll("\r\n", "\n").split("\n"), 0);
}

function parseLines(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0)
      blocks.push({ kind: "paragraph", text: parseInline(paragraph.join("\n")) });
    paragraph = [];
  };
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? "";
    const taken = line.trim() === "" ? null : takeBlock(lines, i, depth);
    if (line.trim() === "" || taken) endParagraph();
    else paragraph.push(line.trim());
    if (taken) blocks.push(taken.block);
    i = taken?.next ?? i + 1;
  }
  endParagraph();
  return blocks;
}

interface Taken {
  readonly block: Block;
  /** The line after it. */
  readonly next: number;
}

/** The block that begins at a line; null where that is a paragraph. */
function takeBlock(lines: readonly string[], at: number, depth: number): Taken | null {
  const line = lines[at] ?? "";
  const title = heading.exec(line);
  if (title) {
    const block: Block = {
      kind: "heading",
      level: title[1]?.length ?? 1,
      text: parseInline(title[2] ?? ""),
    };
    return { block, next: at + 1 };
  }
  if (rule.test(line)) return { block: { kind: "rule" }, next: at + 1 };
  const open = fence.exec(line)?.[1];
  if (open !== undefined) return takeCode(lines, at, open);
  if (line.includes("|") && dashes.test(lines[at + 1] ?? "") && lines[at + 1]?.includes("|"))
    return takeTable(lines, at);
  if (depth >= mostDepth) return null;
  if (quote.test(line)) {
    const next = endOf(lines, at, (one) => quote.test(one));
    const inner = lines.slice(at, next).map((one) => one.replace(quote, ""));
    return { block: { kind: "quote", blocks: parseLines(inner, depth + 1) }, next };
  }
  return bullet.test(line) ? takeList(lines, at, depth) : null;
}

function takeCode(lines: readonly string[], at: number, open: string): Taken {
  const end = lines.findIndex((line, i) => i > at && line.trim().startsWith(open));
  const last = end === -1 ? lines.length : end;
  return { block: { kind: "code", text: lines.slice(at + 1, last).join("\n") }, next: last + 1 };
}

function takeTable(lines: readonly string[], at: number): Taken {
  const next = endOf(lines, at, (line) => line.includes("|"));
  const rows = [lines[at] ?? "", ...lines.slice(at + 2, next)].map((line) =>
    line
      .trim()
      .replace(/^\||\|$/gu, "")
      .split("|")
      .map((cell) => parseInline(cell.trim())),
  );
  return { block: { kind: "table", rows }, next };
}

function takeList(lines: readonly string[], at: number, depth: number): Taken {
  const first = bullet.exec(lines[at] ?? "");
  const indent = first?.[1]?.length ?? 0;
  const ordered = /\d/u.test(first?.[2] ?? "");
  const items: ListItem[] = [];
  let i = at;
  while (i < lines.length) {
    const mark = bullet.exec(lines[i] ?? "");
    if (!mark || (mark[1]?.length ?? 0) !== indent || /\d/u.test(mark[2] ?? "") !== ordered) break;
    const width = mark[0].length;
    const isInside = (line: string): boolean => line.search(/\S/u) > indent;
    const next = endOf(lines, i, isInside);
    const inner = [
      (lines[i] ?? "").slice(width),
      ...lines.slice(i + 1, next).map((line) => line.slice(Math.min(width, line.search(/\S/u)))),
    ];
    const box = /^\[([ xX])\]\s+/u.exec(inner[0] ?? "");
    if (box) inner[0] = (inner[0] ?? "").slice(box[0].length);
    const ticked = box ? box[1] !== " " : null;
    items.push({ ticked, blocks: parseLines(inner, depth + 1) });
    i = next;
  }
  return { block: { kind: "list", ordered, items }, next: i };
}

/** The first line after one for which the condition no longer holds. */
function endOf(lines: readonly string[], at: number, holds: (line: string) => boolean): number {
  const end = lines.findIndex((line, i) => i > at && (line.trim() === "" || !holds(line)));
  return end === -1 ? lines.length : end;
}
