/** A stretch of text in a note. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis" | "deleted"; readonly inside: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly inside: readonly Inline[] };

/** Characters a mark may be away from the one that closes it, so that hostile texts do not take quadratic time. */
const mostAway = 2000;
const mostDepth = 6;

const marks = [
  ["**", "strong"],
  ["__", "strong"],
  ["~~", "deleted"],
  ["*", "emphasis"],
  ["_", "emphasis"],
] as const;

const address = /https?:\/\/[^\s<>"'`]{1,2000}/uy;

/** Reads what stands within a line of Markdown. A link leads to the web or to a mailbox; any other stays text. */
export function parseInline(text: string, depth = 0): Inline[] {
  const out: Inline[] = [];
  let plain = "";
  const push = (inline: Inline): void => {
    if (plain !== "") out.push({ kind: "text", text: plain });
    plain = "";
    out.push(inline);
  };
  for (let i = 0; i < text.length;) {
    const found = depth < mostDepth ? take(text, i, depth) : null;
    if (found) {
      push(found.inline);
      i = found.next;
    } else {
      const isEscaped = text[i] === "\\" && /[!-/:-@[-`{-~]/u.test(text[i + 1] ?? "");
      plain += isEscaped ? (text[i + 1] ?? "") : (text[i] ?? "");
      i += isEscaped ? 2 : 1;
    }
  }
  if (plain !== "") out.push({ kind: "text", text: plain });
  return out;
}

interface Found {
  readonly inline: Inline;
  readonly next: number;
}

function take(text: string, at: number, depth: number): Found | null {
  const c = text[at];
  if (c === "`") return takeCode(text, at);
  if (c === "[" || (c === "!" && text[at + 1] === "[")) return takeLink(text, at, depth);
  if (c === "h") return takeAddress(text, at);
  if (c === "*" || c === "_" || c === "~") return takeMarked(text, at, depth);
  return null;
}

function takeCode(text: string, at: number): Found | null {
  const ticks = /`+/uy;
  ticks.lastIndex = at;
  const open = ticks.exec(text)?.[0] ?? "`";
  const end = closing(text, open, at + open.length);
  if (end === -1) return null;
  const inside = text.slice(at + open.length, end);
  return { inline: { kind: "code", text: inside.trim() || inside }, next: end + open.length };
}

function takeMarked(text: string, at: number, depth: number): Found | null {
  for (const [mark, kind] of marks) {
    if (!text.startsWith(mark, at)) continue;
    const from = at + mark.length;
    // snake_case is no emphasis, and neither is 2 * 3 * 4.
    const isWord = mark.startsWith("_") && /\w/u.test(text[at - 1] ?? "");
    if (isWord || /^\s?$/u.test(text[from] ?? "")) continue;
    const end = closing(text, mark, from + 1);
    if (end === -1 || /\s/u.test(text[end - 1] ?? "")) continue;
    if (mark.startsWith("_") && /\w/u.test(text[end + mark.length] ?? "")) continue;
    const inside = parseInline(text.slice(from, end), depth + 1);
    return { inline: { kind, inside }, next: end + mark.length };
  }
  return null;
}

/** A picture is shown as a link to it: a page loads nothing from elsewhere. */
function takeLink(text: string, at: number, depth: number): Found | null {
  const from = text.indexOf("[", at) + 1;
  const middle = closing(text, "](", from);
  const end = middle === -1 ? -1 : closing(text, ")", middle + 2);
  if (end === -1) return null;
  const [target = ""] = text
    .slice(middle + 2, end)
    .trim()
    .split(/\s/u);
  const href = safeAddress(target.replace(/^<|>$/gu, ""));
  if (href === null) return null;
  const label = parseInline(text.slice(from, middle), depth + 1).map(withoutLink);
  const inside = label.length > 0 ? label : [{ kind: "text" as const, text: href }];
  return { inline: { kind: "link", href, inside }, next: end + 1 };
}

function takeAddress(text: string, at: number): Found | null {
  address.lastIndex = at;
  const found = address.exec(text)?.[0].replace(/[.,;:!?)\]]+$/u, "");
  const href = found === undefined || /\w/u.test(text[at - 1] ?? "") ? null : safeAddress(found);
  if (found === undefined || href === null) return null;
  const inside = [{ kind: "text" as const, text: found }];
  return { inline: { kind: "link", href, inside }, next: at + found.length };
}

/** An address that leads out of the page and cannot do anything else; null for every other. */
function safeAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
}

/** There are no links in links. */
function withoutLink(inline: Inline): Inline {
  if (inline.kind === "text" || inline.kind === "code") return inline;
  const inside = inline.inside.map(withoutLink);
  return inline.kind === "link" ? { kind: "emphasis", inside } : { ...inline, inside };
}

function closing(text: string, mark: string, from: number): number {
  const end = text.slice(from, from + mostAway).indexOf(mark);
  return end === -1 ? -1 : from + end;
}
