import * as vscode from "vscode";

import type { RemoteConnection } from "#core/protocol/remote.ts";

import type { ItemKind } from "../contributions.ts";
import { relativeTime } from "../experiments/relativeTime.ts";
import { plain } from "../ui/sentence.ts";
import { type Host, hostReason, type HostState, hostState } from "./host.ts";
import type { RemoteStore } from "./remoteStores.ts";

const { None, Expanded } = vscode.TreeItemCollapsibleState;

const icons: Record<HostState, vscode.ThemeIcon> = {
  idle: new vscode.ThemeIcon("vm"),
  busy: new vscode.ThemeIcon("loading~spin"),
  connected: new vscode.ThemeIcon("vm-active", new vscode.ThemeColor("testing.iconPassed")),
  degraded: new vscode.ThemeIcon("vm-active", new vscode.ThemeColor("list.warningForeground")),
  reconnecting: new vscode.ThemeIcon("sync~spin"),
  failed: new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground")),
};

/** How a machine looks of which these stores are shown. Its `contextValue` says what can be done with it. */
export function hostItem(host: Host, stores: readonly RemoteStore[]): vscode.TreeItem {
  const state = hostState(host);
  const hasChildren = stores.length > 0 || hostReason(host) !== undefined;
  const item = new vscode.TreeItem(plain(host.name), hasChildren ? Expanded : None);
  item.id = `host ${host.name} ${hasChildren ? "open" : ""}`;
  item.iconPath = icons[state];
  item.description = description(host, state, stores);
  item.contextValue = contextOf(host, state, stores);
  item.accessibilityInformation = { label: `${plain(host.name)}, ${item.description}` };
  return item;
}

/** What the menus go by: a state, `unshown` where only another window shows its runs; and whether it can be removed. */
function contextOf(host: Host, state: HostState, stores: readonly RemoteStore[]): string {
  const kind = state === "connected" && stores.length === 0 ? "unshown" : state;
  const isRemovable = host.savedId !== undefined || stores.length > 0;
  return `host-${kind}${isRemovable ? "-removable" : ""}`;
}

function description(host: Host, state: HostState, stores: readonly RemoteStore[]): string {
  const { connection, activity } = host;
  if (state === "busy") return plain(progressOf(connection) ?? activity ?? "connecting");
  if (state === "reconnecting") return "reconnecting";
  if (state === "failed") return connection?.status === "disconnected" ? "disconnected" : "failed";
  if (state === "idle") return host.address === host.name ? "" : plain(host.address);
  const latency = connection?.latency_ms;
  const facts = [
    state === "degraded" && "degraded",
    typeof latency === "number" && `${latency.toFixed(0)} ms`,
    ...new Set(stores.map(({ choice }) => choice.environment)),
    connection?.viewers.some(({ status }) => status === "starting") && "viewer starting",
    stores.length === 0 && "not shown in this window",
  ];
  return plain(facts.filter(Boolean).join(" · "));
}

/** What is being done for a viewer that starts there. */
function progressOf(connection: RemoteConnection | undefined): string | undefined {
  return connection?.viewers.find(({ status }) => status === "starting")?.progress ?? undefined;
}

/** What a machine's hover says. Data enters by `appendText` only, so none of it can become markup or a link. */
export function hostTooltip(host: Host, now = Date.now() / 1000): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = false;
  text.supportHtml = false;
  text.appendMarkdown("**").appendText(plain(host.name)).appendMarkdown("**\n\n");
  for (const [name, value] of facts(host, now)) {
    text.appendMarkdown(`- ${name}: `).appendText(plain(value)).appendMarkdown("\n");
  }
  return text;
}

function facts(host: Host, now: number): [string, string][] {
  const { connection, address } = host;
  const server = connection?.server_info;
  const rows: [string, string | undefined | null][] = [
    ["State", connection?.status ?? hostState(host)],
    ["Why", hostReason(host)],
    ["User", connection?.username ?? /^(.*)@/.exec(address)?.[1]],
    ["Machine", address.replace(/^.*@/, "")],
    ["Round trip", milliseconds(connection?.latency_ms)],
    ["Its clock is ahead by", milliseconds(connection?.clock?.offset_ms)],
    ["Environment", connection?.environment],
    ["Server", server?.server_version],
    ["Host key", server && `${server.host_key_type} ${server.host_key_fingerprint}`],
    // What stands behind an @ says who has named it; here it would look like an address.
    ["Cipher", server && `${server.cipher}, ${server.key_exchange}`.replace(/@[\w.-]+/g, "")],
  ];
  for (const viewer of connection?.viewers ?? []) {
    const since =
      viewer.started_at === null ? "" : `, started ${relativeTime(viewer.started_at, now)}`;
    rows.push([
      "Viewer",
      `${viewer.version ?? ""} ${viewer.status} in ${viewer.remote_root}${since}`,
    ]);
  }
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

function milliseconds(value: number | null | undefined): string | undefined {
  return typeof value === "number" ? `${value.toFixed(0)} ms` : undefined;
}

/** Stands below a machine that is not as it should be. A click tries again. */
export function reasonItem(reason: string, command: vscode.Command): vscode.TreeItem {
  const item = new vscode.TreeItem(plain(reason), None);
  item.contextValue = "hostReason" satisfies ItemKind;
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.tooltip = `${plain(reason)}\nClick to try again.`;
  item.command = command;
  return item;
}
