import * as vscode from "vscode";

import type { RunStatus } from "#core/protocol/format.ts";
import type { JsonNumber } from "#core/protocol/number.ts";
import type { ExperimentName, Project } from "#core/protocol/run.ts";
import { runTitle } from "#core/protocol/runTitle.ts";

import type { CommandId, ItemKind } from "../contributions.ts";
import type { Source } from "../sources/source.ts";
import { timeAt } from "../sources/sourceClock.ts";
import { shownError } from "../ui/localSentence.ts";
import { oneLine } from "../ui/sentence.ts";
import { awayUri } from "./awayDecorations.ts";
import { timeAgo } from "./localTime.ts";
import { type ExperimentNode, type ProblemNode, type RunNode, type SourceNode } from "./nodes.ts";
import { statusText } from "./statusText.ts";

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/**
 * Without an argument, so the view's selection says what is meant: VS Code forgets the arguments of a line's command when the
 * line is drawn anew, and a click at that moment would end in "command not found".
 */
const open: vscode.Command = {
  command: "runicorn.openSelected" satisfies CommandId,
  title: "Open",
};

const statusIcons: Record<RunStatus, vscode.ThemeIcon> = {
  running: new vscode.ThemeIcon("loading~spin", new vscode.ThemeColor("charts.blue")),
  finished: new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed")),
  failed: new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed")),
  interrupted: new vscode.ThemeIcon("circle-slash", new vscode.ThemeColor("testing.iconQueued")),
};

const awayColor = new vscode.ThemeColor("disabledForeground");

/** How an element looks. All texts of a run are data: labels know no markup, and control characters are taken out. */
export function itemOf(node: ExperimentNode, now = Date.now() / 1000): vscode.TreeItem {
  if (node.kind === "run") return runItem(node, now);
  if (node.kind === "problem") return problemItem(node);
  if (node.kind === "loading") {
    const item = make("loading", vscode.l10n.t("Loading…"), None);
    item.iconPath = new vscode.ThemeIcon("loading~spin");
    return item;
  }
  if (node.kind === "more") {
    const item = make("more", vscode.l10n.t("Load more…"), None);
    item.command = open;
    return item;
  }
  if (node.kind === "source") return sourceItem(node);
  const label = node.kind === "project" ? node.info.project : node.info.name;
  const item = make(node.kind, label, node.expanded ? Expanded : Collapsed);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon(node.kind === "project" ? "project" : "beaker");
  item.description = counts(node.info);
  return greyed(item, node.id, node.source);
}

function sourceItem({ id, source }: SourceNode): vscode.TreeItem {
  const { remote, root } = source;
  const item = make("source", remote?.host ?? source.label, Expanded);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(remote === undefined ? "database" : "vm");
  item.tooltip = oneLine(root);
  if (remote === undefined) return item;
  item.description = oneLine(remote.isAway ? vscode.l10n.t("away · {0}", root) : root);
  if (remote.reason !== undefined)
    item.tooltip = `${oneLine(root)}\n${oneLine(shownError(remote.reason))}`;
  return greyed(item, id, source);
}

/** Of a machine that is away everything is grey: it is what was last known. */
function greyed(item: vscode.TreeItem, id: string, source: Source): vscode.TreeItem {
  if (source.remote?.isAway !== true) return item;
  item.resourceUri = awayUri(id);
  if (item.iconPath instanceof vscode.ThemeIcon) {
    const icon = item.iconPath.id.replace("~spin", ""); // Nobody knows whether it still goes on.
    item.iconPath = new vscode.ThemeIcon(icon === "loading" ? "circle-outline" : icon, awayColor);
  }
  return item;
}

function runItem(node: RunNode, now: number): vscode.TreeItem {
  const { run } = node;
  const item = make("run", runTitle(run), None);
  item.id = node.ref;
  item.iconPath = statusIcons[run.status];
  const metric =
    run.key_metric && `${oneLine(run.key_metric.key)} ${formatValue(run.key_metric.value)}`;
  const place = node.parent === undefined ? oneLine(`${run.project}/${run.name}`) : undefined;
  item.description = [timeAgo(run.created_at, timeAt(node.source, now)), metric, place]
    .filter(Boolean)
    .join(" · ");
  item.command = open;
  item.accessibilityInformation = {
    label: `${oneLine(runTitle(run))}, ${statusText(run.status)}, ${item.description}`,
  };
  return greyed(item, node.ref, node.source);
}

function problemItem(node: ProblemNode): vscode.TreeItem {
  const isHere = node.source.remote === undefined;
  const item = make(
    "problem",
    isHere ? vscode.l10n.t("Viewer not running") : vscode.l10n.t("Not reachable"),
    None,
  );
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.description = isHere
    ? vscode.l10n.t("click to restart")
    : vscode.l10n.t("click to connect again");
  item.tooltip = oneLine(shownError(vscode.l10n.t(node.message)));
  item.command = open;
  return item;
}

function make(
  kind: ItemKind,
  label: string,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(label), state);
  item.contextValue = kind;
  return item;
}

function counts({ runs, status }: Project | ExperimentName): string {
  const all = runs === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", runs);
  return status.running > 0 ? `${all} · ${vscode.l10n.t("{0} running", status.running)}` : all;
}

/** Four significant digits. */
export function formatValue(value: JsonNumber): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : value;
}
