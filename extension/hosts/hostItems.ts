import * as vscode from "vscode";

import type { RemoteConnection } from "#core/protocol/remote.ts";

import type { ItemKind } from "../contributions.ts";
import { timeAgo } from "../experiments/localTime.ts";
import { inertMarkdown } from "../ui/inertMarkdown.ts";
import { shownError } from "../ui/localSentence.ts";
import { oneLine } from "../ui/sentence.ts";
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
  const item = new vscode.TreeItem(oneLine(host.name), hasChildren ? Expanded : None);
  item.id = `host ${host.name} ${hasChildren ? "open" : ""}`;
  item.iconPath = icons[state];
  item.description = description(host, state, stores);
  item.contextValue = contextOf(host, state, stores);
  item.accessibilityInformation = { label: `${oneLine(host.name)}, ${item.description}` };
  return item;
}

/** What the menus go by: a state, `unshown` where only another window shows its runs; and whether it can be removed. */
function contextOf(host: Host, state: HostState, stores: readonly RemoteStore[]): string {
  const kind = state === "connected" && stores.length === 0 ? "unshown" : state;
  const isRemovable = host.savedId !== undefined || stores.length > 0;
  return `host-${kind}${isRemovable ? "-removable" : ""}`;
}

function description(host: Host, state: HostState, stores: readonly RemoteStore[]): string {
  const { connection } = host;
  if (state === "busy") return oneLine(progressOf(connection) ?? vscode.l10n.t("connecting"));
  if (state === "reconnecting") return vscode.l10n.t("reconnecting");
  if (state === "failed") {
    const isGone = connection?.status === "disconnected";
    return isGone ? vscode.l10n.t("disconnected") : vscode.l10n.t("failed");
  }
  if (state === "idle") return host.address === host.name ? "" : oneLine(host.address);
  const latency = connection?.latency_ms;
  const facts = [
    state === "degraded" && vscode.l10n.t("degraded"),
    typeof latency === "number" && `${latency.toFixed(0)} ms`,
    ...new Set(stores.map(({ choice }) => choice.environment)),
    connection?.viewers.some(({ status }) => status === "starting") &&
      vscode.l10n.t("viewer starting"),
    stores.length === 0 && vscode.l10n.t("not shown in this window"),
  ];
  return oneLine(facts.filter(Boolean).join(" · "));
}

/** What is being done for a viewer that starts there. */
function progressOf(connection: RemoteConnection | undefined): string | undefined {
  return connection?.viewers.find(({ status }) => status === "starting")?.progress ?? undefined;
}

/** What a machine's hover says. Data enters by `inertMarkdown` only, so none of it can become markup or a link. */
export function hostTooltip(host: Host, now = Date.now() / 1000): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = false;
  text.supportHtml = false;
  text.appendMarkdown(`**${inertMarkdown(host.name)}**\n\n`);
  for (const [name, value] of facts(host, now)) {
    text.appendMarkdown(`- ${name}: ${inertMarkdown(value)}\n`);
  }
  return text;
}

function facts(host: Host, now: number): [string, string][] {
  const { connection, address } = host;
  const server = connection?.server_info;
  const rows: [string, string | undefined | null][] = [
    [vscode.l10n.t("State"), vscode.l10n.t(connection?.status ?? hostState(host))],
    [vscode.l10n.t("Why"), translated(hostReason(host))],
    [vscode.l10n.t("User"), connection?.username ?? /^(.*)@/.exec(address)?.[1]],
    [vscode.l10n.t("Machine"), address.replace(/^.*@/, "")],
    [vscode.l10n.t("Round trip"), milliseconds(connection?.latency_ms)],
    [vscode.l10n.t("Its clock is ahead by"), milliseconds(connection?.clock?.offset_ms)],
    [vscode.l10n.t("Environment"), connection?.environment],
    [vscode.l10n.t("Server"), server?.server_version],
    [vscode.l10n.t("Host key"), server && `${server.host_key_type} ${server.host_key_fingerprint}`],
    // What stands behind an @ says who has named it; here it would look like an address.
    [
      vscode.l10n.t("Cipher"),
      server && `${server.cipher}, ${server.key_exchange}`.replace(/@[\w.-]+/g, ""),
    ],
  ];
  for (const viewer of connection?.viewers ?? []) {
    const since =
      viewer.started_at === null
        ? ""
        : vscode.l10n.t(", started {0}", timeAgo(viewer.started_at, now));
    const { version, status, remote_root: root } = viewer;
    const what = vscode.l10n.t("{0} {1} in {2}", version ?? "", vscode.l10n.t(status), root);
    rows.push([vscode.l10n.t("Viewer"), `${what}${since}`]);
  }
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

function milliseconds(value: number | null | undefined): string | undefined {
  return typeof value === "number" ? `${value.toFixed(0)} ms` : undefined;
}

/** A reason that is ours is known in every language; one that a machine gave stands as it is. */
function translated(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : shownError(vscode.l10n.t(reason));
}

/** Stands below a machine that is not as it should be. A click tries again. */
export function reasonItem(why: string, command: vscode.Command): vscode.TreeItem {
  const reason = shownError(vscode.l10n.t(why));
  const item = new vscode.TreeItem(oneLine(reason), None);
  item.contextValue = "hostReason" satisfies ItemKind;
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.tooltip = `${oneLine(reason)}\n${vscode.l10n.t("Click to try again.")}`;
  item.command = command;
  return item;
}
