import * as vscode from "vscode";

import type { CommandId } from "../contributions.ts";
import type { ExperimentsTree } from "../experiments/experimentsTree.ts";
import type { ExperimentNode } from "../experiments/nodes.ts";
import { Throttle } from "../experiments/throttle.ts";
import { setContext } from "../ui/contextKeys.ts";
import { type Host, hostReason } from "./host.ts";
import { hostItem, hostTooltip, reasonItem } from "./hostItems.ts";
import type { RemoteHosts } from "./remoteHosts.ts";
import type { RemoteStores } from "./remoteStores.ts";

/** Below a machine that is not as it should be: why. */
interface ReasonNode {
  readonly kind: "hostReason";
  readonly host: Host;
}

/** Where the shared viewer cannot be had, or not all machines are known. */
interface UnavailableNode {
  readonly kind: "hostsUnavailable";
  readonly message: string;
}

export type HostTreeNode = Host | ReasonNode | UnavailableNode | ExperimentNode;

const redrawMs = 150;

/** Without an argument, for the reason `experiments/items.ts` gives. */
const openSelected: vscode.Command = {
  command: "runicorn.openSelectedHost" satisfies CommandId,
  title: "Open",
};

/** The Remote Hosts tree: machines, and below those whose stores this window shows, the same lines as in Experiments. */
export class HostsTree implements vscode.TreeDataProvider<HostTreeNode> {
  readonly #hosts: RemoteHosts;
  readonly #stores: RemoteStores;
  readonly #experiments: ExperimentsTree;
  readonly #changed = new vscode.EventEmitter<HostTreeNode | undefined>();
  readonly #redraw = new Throttle(() => this.#changed.fire(undefined), redrawMs);
  readonly #listening: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(hosts: RemoteHosts, stores: RemoteStores, experiments: ExperimentsTree) {
    this.#hosts = hosts;
    this.#stores = stores;
    this.#experiments = experiments;
    this.#listening = vscode.Disposable.from(
      hosts.onChange(() => this.#redraw.trigger()),
      experiments.onDidChangeNodes((nodes) => this.#follow(nodes)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#redraw.trigger()),
    );
  }

  getTreeItem(node: HostTreeNode): vscode.TreeItem {
    if (node.kind === "host") return hostItem(node, this.#stores.of(node));
    if (node.kind === "hostReason") {
      return reasonItem(
        hostReason(node.host) ?? vscode.l10n.t("It is not connected."),
        openSelected,
      );
    }
    if (node.kind === "hostsUnavailable") return reasonItem(node.message, openSelected);
    const item = this.#experiments.getTreeItem(node);
    if (item.command !== undefined) item.command = openSelected;
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: HostTreeNode): Promise<vscode.TreeItem> {
    if (node.kind === "host") item.tooltip = hostTooltip(node);
    else if (node.kind !== "hostReason" && node.kind !== "hostsUnavailable") {
      return this.#experiments.resolveTreeItem(item, node);
    }
    return item;
  }

  async getChildren(node?: HostTreeNode): Promise<HostTreeNode[]> {
    if (node === undefined) return this.#roots();
    if (node.kind === "hostReason" || node.kind === "hostsUnavailable") return [];
    if (node.kind !== "host") return this.#experiments.getChildren(node);
    const reason: HostTreeNode[] =
      hostReason(node) === undefined ? [] : [{ kind: "hostReason", host: node }];
    const sources = this.#stores
      .of(node)
      .map(({ source }) => this.#experiments.nodeOf(source))
      .filter((source) => source !== undefined);
    const [only] = sources;
    if (only === undefined) return reason;
    const below = sources.length > 1 ? sources : await this.#experiments.getChildren(only);
    return [...reason, ...below];
  }

  dispose(): void {
    this.#listening.dispose();
    this.#redraw.dispose();
    this.#changed.dispose();
  }

  async #roots(): Promise<HostTreeNode[]> {
    if (!vscode.workspace.isTrusted) return [];
    try {
      await this.#hosts.load();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [{ kind: "hostsUnavailable", message }];
    } finally {
      void setContext("runicorn.hostsListed", true);
    }
    const { problem, all } = this.#hosts;
    const broken: HostTreeNode[] =
      problem === undefined ? [] : [{ kind: "hostsUnavailable", message: problem }];
    return [...broken, ...all];
  }

  #follow(nodes: readonly ExperimentNode[]): void {
    for (const node of nodes) {
      if (!("source" in node) || node.source.remote === undefined) continue;
      // The line of a store is the machine's own here, where it has but one.
      if (node.kind === "source") this.#redraw.trigger();
      else this.#changed.fire(node);
    }
  }
}
