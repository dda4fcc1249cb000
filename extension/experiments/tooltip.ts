import * as vscode from "vscode";

import type { Run } from "#core/protocol/run.ts";
import { runTitle } from "#core/protocol/runTitle.ts";

import { inertMarkdown } from "../ui/inertMarkdown.ts";
import { formatValue } from "./items.ts";
import { timeAgo, timeTaken } from "./localTime.ts";
import { statusText } from "./statusText.ts";

/**
 * What a run's hover says. Data enters by `inertMarkdown` only, so none of it can become markup or a link. `progress`: how far
 * it is, where that is known.
 */
export function runTooltip(
  run: Run,
  now = Date.now() / 1000,
  progress?: string,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = false;
  text.supportHtml = false;
  text.appendMarkdown(`**${inertMarkdown(runTitle(run))}**\n\n`);
  for (const [name, value] of facts(run, now, progress)) {
    text.appendMarkdown(`- ${name}: ${inertMarkdown(value)}\n`);
  }
  if (run.notes) text.appendMarkdown(`\n${inertMarkdown(run.notes)}`);
  return text;
}

function facts(run: Run, now: number, progress: string | undefined): [string, string][] {
  const start = run.started_at ?? run.created_at;
  const began = new Date(start * 1000).toLocaleString(vscode.env.language);
  const status = statusText(run.status);
  const rows: [string, string | null | undefined | false][] = [
    [vscode.l10n.t("Status"), run.exit_reason ? `${status} (${run.exit_reason})` : status],
    [vscode.l10n.t("Started"), `${began} (${timeAgo(start, now)})`],
    [vscode.l10n.t("Duration"), timeTaken((run.ended_at ?? now) - start)],
    [vscode.l10n.t("Progress"), progress],
    [
      vscode.l10n.t("Metric"),
      run.key_metric && `${run.key_metric.key} ${formatValue(run.key_metric.value)}`,
    ],
    [vscode.l10n.t("Experiment"), `${run.project}/${run.name}`],
    [vscode.l10n.t("Tags"), run.tags.length > 0 && run.tags.join(", ")],
    [vscode.l10n.t("Host"), run.hostname],
    [vscode.l10n.t("Run id"), runTitle(run) !== run.run_id && run.run_id],
    [
      vscode.l10n.t("Not readable"),
      run.problem_count > 0 && vscode.l10n.t("{0} lines or files", run.problem_count),
    ],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}
