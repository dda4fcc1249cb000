import * as vscode from "vscode";

import { runTitle } from "#core/protocol/runTitle.ts";

import type { CommandId, ViewId } from "../contributions.ts";
import { formatRunRef } from "../sources/runRef.ts";
import type { Sources } from "../sources/sources.ts";
import { plain } from "../ui/sentence.ts";
import { formatValue } from "./items.ts";
import { type LiveRun, LiveRuns } from "./liveRuns.ts";
import { Throttle } from "./throttle.ts";

const redrawMs = 500;
const longestName = 24;

/** The newest live run with its key metric in the status bar, there only while something runs; a click opens it. */
export class RunningStatus {
  readonly #item = vscode.window.createStatusBarItem(
    "runicorn.running",
    vscode.StatusBarAlignment.Left,
  );
  readonly #live: LiveRuns;
  readonly #redraw = new Throttle(() => this.#show(), redrawMs);

  constructor(sources: Sources) {
    this.#item.name = vscode.l10n.t("Runicorn: running");
    this.#live = new LiveRuns(sources, () => this.#redraw.trigger());
  }

  dispose(): void {
    this.#live.dispose();
    this.#redraw.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const all = this.#live.all;
    const [newest] = all;
    if (newest === undefined) {
      this.#item.hide();
      return;
    }
    const others = all.length > 1 ? ` +${all.length - 1}` : "";
    this.#item.text = `$(loading~spin) ${shortOf(newest)}${others}`;
    this.#item.tooltip = [...all.slice(0, 10).map(lineOf), vscode.l10n.t("Click to open.")].join(
      "\n",
    );
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t("{0} training runs are going on. {1}", all.length, lineOf(newest)),
    };
    const { source, run } = newest;
    this.#item.command =
      all.length === 1
        ? {
            command: "runicorn.openRun" satisfies CommandId,
            title: vscode.l10n.t("Open Run"),
            arguments: [formatRunRef({ source: source.id, run: run.id })],
          }
        : `${"runicorn.experiments" satisfies ViewId}.focus`;
    this.#item.show();
  }
}

/** `$(…)` would be an icon: a name has none. */
function shortOf({ run }: LiveRun): string {
  const name = plain(runTitle(run)).replaceAll("$", "＄");
  const short = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  return run.key_metric === null ? short : `${short} ${metricOf(run.key_metric)}`;
}

function lineOf({ run }: LiveRun): string {
  const metric = run.key_metric === null ? [] : [metricOf(run.key_metric)];
  return [plain(runTitle(run)), plain(`${run.project}/${run.name}`), ...metric].join(" · ");
}

function metricOf({ key, value }: NonNullable<LiveRun["run"]["key_metric"]>): string {
  return `${plain(key).replaceAll("$", "＄")} ${formatValue(value)}`;
}
