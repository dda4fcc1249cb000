/** What a canvas needs of the colour theme; style sheets read the variables themselves. */
export interface ChartColours {
  /** Of a line that is alone in its chart. */
  readonly line: LineColours;
  readonly grid: string;
  readonly text: string;
  readonly background: string;
  /** Of what went wrong. */
  readonly failed: string;
  readonly font: string;
  readonly isDark: boolean;
}

export interface LineColours {
  readonly line: string;
  readonly rawLine: string;
  readonly band: string;
  readonly bandEdge: string;
  /** Marks of values no line can pass through. */
  readonly nonFinite: string;
}

/** Shares of the line's colour, in percent. */
interface Shades {
  readonly rawLine: number;
  readonly band: number;
  readonly bandEdge: number;
}

const usual: Shades = { rawLine: 35, band: 16, bandEdge: 50 };
const highContrast: Shades = { rawLine: 60, band: 25, bandEdge: 85 };
/** Where many lines lie over each other, their bands must not hide them. */
const amongOthers: Shades = { rawLine: 30, band: 9, bandEdge: 22 };

export function readColours(): ChartColours {
  const style = getComputedStyle(document.body);
  const read = (...names: readonly string[]): string =>
    names.map((name) => style.getPropertyValue(name).trim()).find((value) => value !== "") ??
    style.color;
  const line = read("--vscode-charts-blue", "--vscode-focusBorder", "--vscode-foreground");
  const contrast =
    document.body.classList.contains("vscode-high-contrast") ||
    matchMedia("(forced-colors: active)").matches;
  const nonFinite = read("--vscode-charts-red", "--vscode-errorForeground");
  return {
    line: { ...shades(line, contrast ? highContrast : usual), nonFinite },
    grid: contrast
      ? fade(read("--vscode-contrastBorder", "--vscode-foreground"), 45)
      : fade(read("--vscode-foreground"), 11),
    text: read("--vscode-descriptionForeground", "--vscode-foreground"),
    background: read("--vscode-editorWidget-background", "--vscode-editor-background"),
    failed: nonFinite,
    font: read("--vscode-font-family"),
    isDark: isDark(style.backgroundColor),
  };
}

/** The colours of one line among others. */
export function lineColours(line: string): LineColours {
  return { ...shades(line, amongOthers), nonFinite: line };
}

function shades(line: string, { rawLine, band, bandEdge }: Shades): Omit<LineColours, "nonFinite"> {
  return {
    line,
    rawLine: fade(line, rawLine),
    band: fade(line, band),
    bandEdge: fade(line, bandEdge),
  };
}

/** Whether white stands out from a colour more than black does. `colour` is one as a style is computed. */
function isDark(colour: string): boolean {
  const [r = 0, g = 0, b = 0] = Array.from(colour.matchAll(/[\d.]+/g), ([text]) => Number(text));
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}

/** Calls back after every change of the colour theme, in the editor as in a browser. */
export function watchTheme(listener: () => void): { dispose(): void } {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ["class", "data-vscode-theme-id"],
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", listener);
  return {
    dispose() {
      observer.disconnect();
      scheme.removeEventListener("change", listener);
    },
  };
}

function fade(colour: string, percent: number): string {
  return `color-mix(in srgb, ${colour} ${percent}%, transparent)`;
}
