import * as vscode from "vscode";

import type { Run } from "#core/protocol/run.ts";

import { plain } from "../ui/sentence.ts";
import { formatValue } from "./items.ts";
import { runLabel } from "./nodes.ts";
import { duration, relativeTime } from "./relativeTime.ts";

/** What a run's hover says. Data enters by `appendText` only, so none of it can become markup or a link. */
export function runTooltip(run: Run, now = Date.now() / 1000): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = false;
  text.supportHtml = false;
  text
    .appendMarkdown("**")
    .appendText(plain(runLabel(run)))
    .appendMarkdown("**\n\n");
  for (const [name, value] of facts(run, now)) {
    text.appendMarkdown(`- ${name}: `).appendText(plain(value)).appendMarkdown("\n");
  }
  if (run.notes) text.appendMarkdown("\n").appendText(plain(run.notes));
  return text;
}

function facts(run: Run, now: number): [string, string][] {
  const start = run.started_at ?? run.created_at;
  const rows: [string, string | null | undefined | false][] = [
    ["Status", run.exit_reason ? `${run.status} (${run.exit_reason})` : run.status],
    ["Started", `${new Date(start * 1000).toLocaleString()} (${relativeTime(start, now)})`],
    ["Duration", duration((run.ended_at ?? now) - start)],
    ["Metric", run.key_metric && `${run.key_metric.key} ${formatValue(run.key_metric.value)}`],
    ["Experiment", `${run.project}/${run.name}`],
    ["Tags", run.tags.length > 0 && run.tags.join(", ")],
    ["Host", run.hostname],
    ["Run id", run.alias !== null && run.run_id],
    ["Not readable", run.problem_count > 0 && `${run.problem_count} lines or files`],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}
