import * as vscode from "vscode";

const scheme = "runicorn-away";

/** What a line of the tree carries while its machine is away; the editor asks with it how to draw the line. */
export function awayUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${id}` });
}

/** Draws lines of machines that are away in grey. */
export class AwayDecorations implements vscode.FileDecorationProvider {
  readonly #registration = vscode.window.registerFileDecorationProvider(this);

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== scheme) return undefined;
    const decoration = new vscode.FileDecoration();
    decoration.color = new vscode.ThemeColor("disabledForeground");
    return decoration;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
