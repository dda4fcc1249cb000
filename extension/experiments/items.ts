import * as vscode from "vscode";

import type { RunStatus } from "#core/protocol/format.ts";
import type { JsonNumber } from "#core/protocol/number.ts";
import type { ExperimentName, Project } from "#core/protocol/run.ts";

import type { CommandId, ItemKind } from "../contributions.ts";
import { plain } from "../ui/sentence.ts";
import { type ExperimentNode, type ProblemNode, runLabel, type RunNode } from "./nodes.ts";
import { relativeTime } from "./relativeTime.ts";

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

/** How an element looks. All texts of a run are data: labels know no markup, and control characters are taken out. */
export function itemOf(node: ExperimentNode, now = Date.now() / 1000): vscode.TreeItem {
  if (node.kind === "run") return runItem(node, now);
  if (node.kind === "problem") return problemItem(node);
  if (node.kind === "loading") {
    const item = make("loading", "Loading…", None);
    item.iconPath = new vscode.ThemeIcon("loading~spin");
    return item;
  }
  if (node.kind === "more") {
    const item = make("more", "Load more…", None);
    item.command = open;
    return item;
  }
  if (node.kind === "source") {
    const item = make("source", node.source.label, Expanded);
    item.id = node.id;
    item.iconPath = new vscode.ThemeIcon("database");
    item.tooltip = node.source.root;
    return item;
  }
  const label = node.kind === "project" ? node.info.project : node.info.name;
  const item = make(node.kind, label, node.expanded ? Expanded : Collapsed);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon(node.kind === "project" ? "project" : "beaker");
  item.description = counts(node.info);
  return item;
}

function runItem(node: RunNode, now: number): vscode.TreeItem {
  const { run } = node;
  const item = make("run", runLabel(run), None);
  item.id = node.ref;
  item.iconPath = statusIcons[run.status];
  const metric =
    run.key_metric && `${plain(run.key_metric.key)} ${formatValue(run.key_metric.value)}`;
  const place = node.parent === undefined ? plain(`${run.project}/${run.name}`) : undefined;
  item.description = [relativeTime(run.created_at, now), metric, place].filter(Boolean).join(" · ");
  item.command = open;
  item.accessibilityInformation = {
    label: `${plain(runLabel(run))}, ${run.status}, ${item.description}`,
  };
  return item;
}

function problemItem(node: ProblemNode): vscode.TreeItem {
  const item = make("problem", "Viewer not running", None);
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.description = "click to restart";
  item.tooltip = plain(node.message);
  item.command = open;
  return item;
}

function make(
  kind: ItemKind,
  label: string,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(plain(label), state);
  item.contextValue = kind;
  return item;
}

function counts({ runs, status }: Project | ExperimentName): string {
  const all = `${runs} ${runs === 1 ? "run" : "runs"}`;
  return status.running > 0 ? `${all} · ${status.running} running` : all;
}

/** Four significant digits. */
export function formatValue(value: JsonNumber): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : value;
}
