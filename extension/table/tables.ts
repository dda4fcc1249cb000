import * as vscode from "vscode";

import type { TableCommand } from "#webviews/table/messages.ts";

import { type CommandHandlers, type TableCommandId, tableViewType } from "../contributions.ts";
import { TablePanel, type TableServices } from "./tablePanel.ts";

/** The tab with the runs table. */
export class Tables implements vscode.WebviewPanelSerializer {
  readonly #services: TableServices;
  readonly #panels = new Set<TablePanel>();
  readonly #registration: vscode.Disposable;

  constructor(services: TableServices) {
    this.#services = services;
    this.#registration = vscode.window.registerWebviewPanelSerializer(tableViewType, this);
  }

  get commands(): Pick<CommandHandlers, "runicorn.openRunsTable" | TableCommandId> {
    const inFront = (command: TableCommand) => () => {
      for (const panel of this.#panels) if (panel.isActive) panel.tell(command);
    };
    return {
      "runicorn.openRunsTable": () => this.open(),
      "runicorn.groupTable": inFront("group"),
      "runicorn.chooseTableColumns": inFront("columns"),
      "runicorn.openTableViews": inFront("views"),
      "runicorn.toggleTableDifferences": inFront("differences"),
      "runicorn.clearTableFilter": inFront("clearFilter"),
    };
  }

  /** Opens the table, or shows the one that is open. */
  open(): void {
    const [panel] = this.#panels;
    if (panel) {
      panel.reveal();
      return;
    }
    const options = { enableScripts: true, localResourceRoots: [] };
    const { createWebviewPanel } = vscode.window;
    this.#add(
      createWebviewPanel(tableViewType, vscode.l10n.t("Runs"), vscode.ViewColumn.Active, options),
    );
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#add(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#services.views.dispose();
    for (const panel of this.#panels) panel.dispose();
    this.#panels.clear();
  }

  #add(panel: vscode.WebviewPanel): void {
    const table = new TablePanel(panel, this.#services);
    this.#panels.add(table);
    panel.onDidDispose(() => {
      this.#panels.delete(table);
      table.dispose();
    });
  }
}
