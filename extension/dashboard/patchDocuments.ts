import * as vscode from "vscode";

import { formatRunRef, parseRunRef, type RunRef } from "../sources/runRef.ts";
import type { Sources } from "../sources/sources.ts";

const scheme = "runicorn-patch";

/** What runs were begun with and was not committed, as documents to be read. */
export class PatchDocuments implements vscode.TextDocumentContentProvider {
  readonly #sources: Sources;
  readonly #registration: vscode.Disposable;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async open(ref: RunRef): Promise<void> {
    const path = `/${ref.run}.diff`;
    const uri = vscode.Uri.from({ scheme, path, query: formatRunRef(ref) });
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const ref = parseRunRef(uri.query);
    const source = ref && this.#sources.of(ref);
    if (ref === undefined || source === undefined) return "";
    return (await source.client.getCode({ params: { id: ref.run } })).patch ?? "";
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
