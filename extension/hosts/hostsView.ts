import * as vscode from "vscode";

import type { ViewId } from "../contributions.ts";
import { selectedLine } from "../ui/selectedLine.ts";
import { hostState } from "./host.ts";
import type { HostsTree, HostTreeNode } from "./hostsTree.ts";
import type { RemoteHosts } from "./remoteHosts.ts";

/** The view around the tree of machines: how many are connected, which line is selected. */
export class HostsView {
  readonly #view: vscode.TreeView<HostTreeNode>;
  readonly #listening: { dispose(): void };

  constructor(tree: HostsTree, hosts: RemoteHosts) {
    this.#view = vscode.window.createTreeView<HostTreeNode>("runicorn.hosts" satisfies ViewId, {
      treeDataProvider: tree,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#listening = hosts.onChange(() => {
      const connected = hosts.all.filter((host) => hostState(host) === "connected").length;
      this.#view.description = connected > 0 ? vscode.l10n.t("{0} connected", connected) : "";
    });
  }

  async selected(): Promise<HostTreeNode | undefined> {
    return selectedLine(this.#view);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#view.dispose();
  }
}
