import { showControls } from "#webviews/shared/showControls.ts";

import { t } from "../texts.ts";

/** A stretch of a log line in one style. `classes` come from a fixed list, never from the log. */
export interface StyledText {
  readonly text: string;
  readonly classes: readonly string[];
}

/** Characters of a line that are shown; the rest is counted. */
export const maxLine = 16 * 1024;

const colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

interface Style {
  foreground: string | null;
  background: string | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

// One escape sequence: CSI with its parameters and final byte; a string (OSC, DCS, SOS, PM, APC) up to its end; any other two-byte one.
const escape =
  // oxlint-disable-next-line no-control-regex -- control characters are what this file is about
  /(?:\u001B\[|\u009B)([0-?]*)[ -/]*([@-~]?)|(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?|\u001B[ -/]*[0-~]?/gu;

/** Splits a log line into styled stretches. Colours are kept; every other control sequence is dropped, every other control character shown by its code. */
export function parseAnsi(line: string): StyledText[] {
  const text = line.length > maxLine ? line.slice(0, maxLine) : line;
  const out: StyledText[] = [];
  const style: Style = plain();
  let from = 0;
  const push = (part: string): void => {
    if (part !== "") out.push({ text: showControls(part), classes: toClasses(style) });
  };
  for (const match of text.matchAll(escape)) {
    push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === "m") applySgr(style, match[1] ?? "");
  }
  push(text.slice(from));
  if (text.length < line.length) {
    out.push({
      text: t(" … {n} more character{n:|s}", { n: line.length - text.length }),
      classes: ["log-note"],
    });
  }
  return out;
}

/** What a terminal would show of a line with carriage returns in it, such as a progress bar: its last state. */
export function lastOverwrite(line: string): string {
  let end = line.length;
  while (line[end - 1] === "\r") end -= 1;
  return line.slice(line.lastIndexOf("\r", end - 1) + 1, end);
}

function plain(): Style {
  return {
    foreground: null,
    background: null,
    bold: false,
    dim: false,
    italic: false,
    underline: false,
  };
}

function applySgr(style: Style, parameters: string): void {
  const codes = parameters.split(/[;:]/u).map((p) => (p === "" ? 0 : Number(p)));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 0) Object.assign(style, plain());
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code === 39) style.foreground = null;
    else if (code === 49) style.background = null;
    else if (code === 38 || code === 48) {
      // 256 colours: the first sixteen have names in every theme, the others are shown as plain text.
      const named = codes[i + 1] === 5 ? colourName(codes[i + 2] ?? -1) : null;
      if (code === 38) style.foreground = named;
      else style.background = named;
      i += codes[i + 1] === 5 ? 2 : 4;
    } else if (code >= 30 && code <= 37) style.foreground = colourName(code - 30);
    else if (code >= 90 && code <= 97) style.foreground = colourName(code - 90 + 8);
    else if (code >= 40 && code <= 47) style.background = colourName(code - 40);
    else if (code >= 100 && code <= 107) style.background = colourName(code - 100 + 8);
  }
}

function colourName(index: number): string | null {
  const name = colours[index % 8];
  if (name === undefined || index < 0 || index > 15) return null;
  return index < 8 ? name : `bright-${name}`;
}

function toClasses(style: Style): string[] {
  const classes: string[] = [];
  if (style.foreground !== null) classes.push(`ansi-${style.foreground}`);
  if (style.background !== null) classes.push(`ansi-on-${style.background}`);
  for (const flag of ["bold", "dim", "italic", "underline"] as const) {
    if (style[flag]) classes.push(`ansi-${flag}`);
  }
  return classes;
}
