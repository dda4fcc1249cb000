import { markdownText } from "#core/protocol/markdownText.ts";

import type { RunData } from "./runData.ts";

type Row = readonly string[];

/** What a report says, before it is written in one language or another. */
interface Section {
  readonly title: string;
  readonly head: Row;
  readonly rows: readonly Row[];
}

/** A page for people: what the run was, what it was given, what came of it. GitHub's Markdown. */
export function* markdownFile(data: RunData): Generator<string> {
  yield `# ${markdownText(titleOf(data))}\n`;
  for (const { title, head, rows } of sections(data)) {
    yield `\n## ${title}\n\n`;
    yield markdownRow(head) + markdownRow(head.map(() => "---"));
    for (const row of rows) yield markdownRow(row.map(markdownText));
  }
}

/** The same as a page of its own, without a script and without anything from elsewhere. */
export function* htmlFile(data: RunData): Generator<string> {
  const title = inHtml(titleOf(data));
  yield `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${title}</title>\n<style>${style}</style>\n<h1>${title}</h1>\n`;
  for (const { title: name, head, rows } of sections(data)) {
    yield `<h2>${name}</h2>\n<table>\n${htmlRow("th", head)}`;
    for (const row of rows) yield htmlRow("td", row.map(inHtml));
    yield "</table>\n";
  }
  yield "</html>\n";
}

const style =
  "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color-scheme:light dark}" +
  "table{border-collapse:collapse}th,td{border:1px solid #8886;padding:.2em .6em;text-align:left;overflow-wrap:anywhere}";

function titleOf({ run }: RunData): string {
  return run.alias ?? [run.project, run.name].filter(Boolean).join("/");
}

function* sections({ run, metrics }: RunData): Generator<Section> {
  const time = (seconds: number | null) =>
    seconds === null ? "" : new Date(seconds * 1000).toISOString();
  const facts: [string, string][] = [
    ["Run", run.id],
    ["Experiment", [run.project, run.name].filter(Boolean).join("/")],
    ["Status", run.status],
    ["Created", time(run.created_at)],
    ["Ended", time(run.ended_at)],
    ["Tags", run.tags.join(", ")],
    ["Notes", run.notes ?? ""],
  ];
  yield { title: "Run", head: ["", ""], rows: facts.filter(([, value]) => value !== "") };
  const pairs = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).map(([key, value]) => [key, textOf(value)]);
  yield { title: "Configuration", head: ["Parameter", "Value"], rows: pairs(run.config) };
  yield { title: "Summary", head: ["Name", "Value"], rows: pairs(run.summary) };
  yield {
    title: "Metrics",
    head: ["Metric", "Points", "Last step", "Last", "Min", "Max", "Mean"],
    rows: metrics.map(({ key, count, last_step, last, min, max, mean }) => [
      key,
      ...[count, last_step, last, min, max, mean].map(textOf),
    ]),
  };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string"
    ? value
    : typeof value === "number"
      ? String(value)
      : JSON.stringify(value);
}

function markdownRow(cells: Row): string {
  return `| ${cells.join(" | ")} |\n`;
}

function htmlRow(cell: "td" | "th", cells: Row): string {
  return `<tr>${cells.map((text) => `<${cell}>${text}</${cell}>`).join("")}</tr>\n`;
}

function inHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
