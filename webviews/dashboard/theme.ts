/** What a canvas needs of the colour theme; style sheets read the variables themselves. */
export interface ChartColours {
  readonly line: string;
  readonly rawLine: string;
  readonly band: string;
  readonly bandEdge: string;
  readonly grid: string;
  readonly text: string;
  readonly nonFinite: string;
  readonly font: string;
}

export function readColours(): ChartColours {
  const style = getComputedStyle(document.body);
  const read = (...names: readonly string[]): string =>
    names.map((name) => style.getPropertyValue(name).trim()).find((value) => value !== "") ??
    style.color;
  const line = read("--vscode-charts-blue", "--vscode-focusBorder", "--vscode-foreground");
  const contrast =
    document.body.classList.contains("vscode-high-contrast") ||
    matchMedia("(forced-colors: active)").matches;
  return {
    line,
    rawLine: fade(line, contrast ? 60 : 35),
    band: fade(line, contrast ? 25 : 16),
    bandEdge: fade(line, contrast ? 85 : 50),
    grid: contrast
      ? fade(read("--vscode-contrastBorder", "--vscode-foreground"), 45)
      : fade(read("--vscode-foreground"), 11),
    text: read("--vscode-descriptionForeground", "--vscode-foreground"),
    nonFinite: read("--vscode-charts-red", "--vscode-errorForeground"),
    font: read("--vscode-font-family"),
  };
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
