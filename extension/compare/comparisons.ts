import * as vscode from "vscode";
import * as z from "zod";

import { mostCompared } from "#webviews/compare/messages.ts";

import { compareViewType } from "../contributions.ts";
import { formatRunRef, parseRunRef, type RunRef } from "../sources/runRef.ts";
import { ComparePanel, type CompareServices } from "./comparePanel.ts";

const Runs = z.array(z.string()).min(1).max(mostCompared);

/** What a page of ours saves: the runs it began with, and those it shows since. */
const Saved = z.object({
  runs: Runs,
  page: z.object({ runs: Runs }).optional().catch(undefined),
});

/** All open comparisons. */
export class Comparisons implements vscode.WebviewPanelSerializer {
  readonly #services: CompareServices;
  readonly #panels = new Set<ComparePanel>();
  readonly #registration: vscode.Disposable;

  constructor(services: CompareServices) {
    this.#services = services;
    this.#registration = vscode.window.registerWebviewPanelSerializer(compareViewType, this);
  }

  /** Opens a tab for these runs, or shows the one that is open already. */
  open(runs: readonly RunRef[]): void {
    const same = [...this.#panels].find((panel) => keyOf(panel.runs) === keyOf(runs));
    if (same !== undefined) {
      same.reveal();
      return;
    }
    const options = { enableScripts: true, localResourceRoots: [] };
    const { createWebviewPanel } = vscode.window;
    this.#add(
      runs,
      createWebviewPanel(
        compareViewType,
        vscode.l10n.t("Compare"),
        vscode.ViewColumn.Active,
        options,
      ),
    );
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const saved = Saved.safeParse(state).data;
    const runs = (saved?.page?.runs ?? saved?.runs ?? []).flatMap((ref) => parseRunRef(ref) ?? []);
    if (runs.length > 0) {
      this.#add(runs, panel);
    } else {
      this.#services.log.warn("a restored tab was closed: its state names no runs");
      panel.dispose();
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    for (const panel of this.#panels) panel.dispose();
    this.#panels.clear();
  }

  #add(runs: readonly RunRef[], panel: vscode.WebviewPanel): void {
    const comparison = new ComparePanel(runs, panel, this.#services);
    this.#panels.add(comparison);
    panel.onDidDispose(() => {
      this.#panels.delete(comparison);
      comparison.dispose();
    });
  }
}

function keyOf(runs: readonly RunRef[]): string {
  return JSON.stringify(runs.map(formatRunRef).sort());
}
