/** Names the browser's colour scheme on the body as the editor does: the controls read their colours again when it changes. */
export function followColourScheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = (): void => {
    document.body.classList.toggle("vscode-dark", dark.matches);
    document.body.classList.toggle("vscode-light", !dark.matches);
  };
  dark.addEventListener("change", apply);
  apply();
}
