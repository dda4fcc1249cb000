import * as vscode from "vscode";
import * as z from "zod";

import { dashboardViewType } from "../contributions.ts";
import { formatRunRef, parseRunRef, type RunRef } from "../sources/runRef.ts";
import { plain } from "../ui/sentence.ts";
import { DashboardPanel, type DashboardServices } from "./dashboardPanel.ts";

/** What a page of ours saves. */
const Saved = z.object({ ref: z.string() });

/** All open dashboards, one per run. */
export class Dashboards implements vscode.WebviewPanelSerializer {
  readonly #services: DashboardServices;
  readonly #panels = new Map<string, DashboardPanel>();
  readonly #registration: vscode.Disposable;

  constructor(services: DashboardServices) {
    this.#services = services;
    this.#registration = vscode.window.registerWebviewPanelSerializer(dashboardViewType, this);
  }

  /** Opens the run's tab, or shows it where it is open already. `preserveFocus`: keys go on to whoever had them. */
  open(ref: RunRef, { preserveFocus = false } = {}): void {
    const panel = this.#panels.get(formatRunRef(ref));
    if (panel !== undefined) {
      panel.reveal(preserveFocus);
      return;
    }
    this.#add(
      ref,
      vscode.window.createWebviewPanel(
        dashboardViewType,
        plain(ref.run),
        { viewColumn: vscode.ViewColumn.Active, preserveFocus },
        { enableScripts: true, localResourceRoots: [] },
      ),
    );
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const saved = Saved.safeParse(state).data;
    const ref = saved && parseRunRef(saved.ref);
    if (ref !== undefined && !this.#panels.has(formatRunRef(ref))) {
      this.#add(ref, panel);
    } else {
      const why = ref === undefined ? "its state names no run" : "its run has a tab";
      this.#services.log.warn(`a restored tab was closed: ${why}`);
      panel.dispose();
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
    this.#panels.clear();
  }

  #add(ref: RunRef, panel: vscode.WebviewPanel): void {
    const key = formatRunRef(ref);
    const dashboard = new DashboardPanel(ref, panel, this.#services);
    this.#panels.set(key, dashboard);
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      dashboard.dispose();
    });
  }
}
