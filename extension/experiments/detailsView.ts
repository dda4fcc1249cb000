import * as vscode from "vscode";

import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { runTitle } from "#core/protocol/runTitle.ts";

import type { ViewId } from "../contributions.ts";
import { timeAt } from "../sources/sourceClock.ts";
import { shownError } from "../ui/localSentence.ts";
import { oneLine } from "../ui/sentence.ts";
import type { ExperimentsTree } from "./experimentsTree.ts";
import type { ExperimentsView } from "./experimentsView.ts";
import { formatValue } from "./items.ts";
import { timeAgo, timeTaken } from "./localTime.ts";
import type { RunNode } from "./nodes.ts";
import { progressText } from "./runProgress.ts";
import { statusText } from "./statusText.ts";
import { Throttle } from "./throttle.ts";

const rereadMs = 1000;
const mostLines = 500;

/** A line of the view: a heading with lines below it, or a name with its value. */
interface DetailLine {
  readonly name: string;
  readonly value?: string;
  readonly lines?: readonly DetailLine[];
}

/** What there is to know of the run that is selected in the Experiments view, without opening it. */
export class DetailsView implements vscode.TreeDataProvider<DetailLine> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<DetailLine>;
  readonly #listening: vscode.Disposable;
  readonly #reread = new Throttle(() => this.#read(), rereadMs);
  #node: RunNode | undefined;
  #lines: readonly DetailLine[] = [];
  /** What was last told of the run that is selected. */
  #known: { readonly node: RunNode; readonly lines: readonly DetailLine[] } | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(view: ExperimentsView, tree: ExperimentsTree) {
    this.#view = vscode.window.createTreeView("runicorn.details" satisfies ViewId, {
      treeDataProvider: this,
    });
    this.#listening = vscode.Disposable.from(
      view.onDidSelectRun((node) => this.#select(node)),
      tree.onDidChangeNodes((nodes) => {
        if (this.#node !== undefined && nodes.includes(this.#node)) this.#reread.trigger();
      }),
      this.#view.onDidChangeVisibility(() => this.#reread.trigger()),
    );
  }

  getTreeItem({ name, value, lines }: DetailLine): vscode.TreeItem {
    const { None, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(oneLine(name), lines === undefined ? None : Expanded);
    if (value === undefined) return item;
    item.description = oneLine(value);
    item.tooltip = `${oneLine(name)}: ${oneLine(value)}`;
    return item;
  }

  getChildren(line?: DetailLine): DetailLine[] {
    return [...(line === undefined ? this.#lines : (line.lines ?? []))];
  }

  dispose(): void {
    this.#listening.dispose();
    this.#reread.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #select(node: RunNode | undefined): void {
    if (node === undefined || node === this.#node) return;
    this.#node = node;
    this.#reread.trigger();
  }

  async #read(): Promise<void> {
    const node = this.#node;
    if (node === undefined || !this.#view.visible) return;
    const params = { id: node.run.id };
    try {
      const { client } = node.source;
      const [run, { metrics }] = await Promise.all([
        client.getRun({ params }),
        client.listMetrics({ params, query: { preview: "true" } }),
      ]);
      if (node !== this.#node) return;
      this.#lines = linesOf(run, metrics, timeAt(node.source));
      this.#known = { node, lines: this.#lines };
      this.#view.description = oneLine(runTitle(run));
    } catch (error) {
      if (node !== this.#node) return;
      // Of a machine that is away there is what was last known.
      const known = this.#known?.node === node ? this.#known.lines : [];
      const why = error instanceof Error ? error.message : String(error);
      this.#lines = [{ name: shownError(why) }, ...known];
    }
    this.#changed.fire();
  }
}

function linesOf(run: RunDetail, metrics: readonly MetricInfo[], now: number): DetailLine[] {
  const began = run.started_at ?? run.created_at;
  const progress = progressText(run, metrics);
  const facts: DetailLine[] = [
    { name: vscode.l10n.t("Status"), value: run.exit_reason ?? statusText(run.status) },
    { name: vscode.l10n.t("Started"), value: timeAgo(began, now) },
    { name: vscode.l10n.t("Duration"), value: timeTaken((run.ended_at ?? now) - began) },
    ...(progress === undefined ? [] : [{ name: vscode.l10n.t("Progress"), value: progress }]),
    ...(run.hostname === null ? [] : [{ name: vscode.l10n.t("Host"), value: run.hostname }]),
    ...(run.tags.length === 0 ? [] : [{ name: vscode.l10n.t("Tags"), value: run.tags.join(", ") }]),
    ...(run.notes === null ? [] : [{ name: vscode.l10n.t("Notes"), value: run.notes }]),
  ];
  const values = metrics.map(({ key, last }) => ({
    name: key,
    value: last === null ? "–" : formatValue(last),
  }));
  return [
    ...facts,
    ...group(vscode.l10n.t("Metrics"), values),
    ...group(vscode.l10n.t("Config"), valuesOf(run.config)),
    ...group(vscode.l10n.t("Summary"), valuesOf(run.summary)),
  ];
}

function group(name: string, lines: readonly DetailLine[]): DetailLine[] {
  return lines.length === 0 ? [] : [{ name, lines: lines.slice(0, mostLines) }];
}

function valuesOf(values: Readonly<Record<string, unknown>>): DetailLine[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
}
