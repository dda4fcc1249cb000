import * as vscode from "vscode";

import { type FramedPage, pageHtml } from "./pageHtml.ts";

/** Puts one of our built pages into a panel. `name`: that of its bundle; `begin`: what it begins with in a new panel. */
export function showPage(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  name: string,
  saved: FramedPage["saved"],
  begin?: unknown,
): void {
  const { webview, title } = panel;
  const pages = vscode.Uri.joinPath(extensionUri, "dist", "webviews");
  const media = vscode.Uri.joinPath(extensionUri, "media");
  panel.iconPath = {
    light: vscode.Uri.joinPath(media, "run-light.svg"),
    dark: vscode.Uri.joinPath(media, "run-dark.svg"),
  };
  webview.options = { enableScripts: true, localResourceRoots: [pages] };
  webview.html = pageHtml({
    script: webview.asWebviewUri(vscode.Uri.joinPath(pages, `${name}.js`)).toString(),
    style: webview.asWebviewUri(vscode.Uri.joinPath(pages, `${name}.css`)).toString(),
    cspSource: webview.cspSource,
    title,
    language: vscode.env.language,
    saved,
    begin,
  });
}
