import type { Run } from "#core/protocol/run.ts";
import { element, icon } from "#webviews/shared/element.ts";
import { formatAgoShort, formatNumber, formatStep } from "#webviews/shared/format.ts";
import { statusIcon } from "#webviews/shared/runStatus.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { Row } from "./runTree.ts";
import { t } from "./texts.ts";

/** Letters at the end of a title that are always seen: the random part of an id, and the line before it. */
const endLength = 7;

/** The inside of one line of the run list. */
export function rowContent(row: Row, now: number): HTMLElement[] {
  if (row.kind === "run") return runContent(row.run, row.path, now);
  if (row.kind === "more") {
    return [element("span", { class: "row-note", text: t("Loading {n} more…", { n: row.left }) })];
  }
  const { open } = row;
  const of = row.kind === "project" ? row.project : row.name;
  const label = row.kind === "project" ? row.project.project : row.name.name;
  return [
    icon(open ? "chevron-down" : "chevron-right"),
    element("span", {
      class: "row-label",
      text: showControls(label),
      title: showControls(label),
    }),
    of.status.running > 0
      ? element("span", { class: "row-running", text: t("{n} running", { n: of.status.running }) })
      : null,
    element("span", { class: "row-count number", text: formatStep(of.runs) }),
  ].filter((part) => part !== null);
}

/** Cut before its last letters where room is short: ids of one day differ only there. */
function titleLabel(title: string, path: string | null): HTMLElement {
  const letters = Array.from(title);
  return element(
    "span",
    {
      class: "row-label row-title",
      // There may be no room for the path.
      title: path === null ? title : `${title}\n${showControls(path)}`,
    },
    element("span", { class: "row-title-start", text: letters.slice(0, -endLength).join("") }),
    element("span", { class: "row-title-end", text: letters.slice(-endLength).join("") }),
  );
}

function runContent(run: Run, path: string | null, now: number): HTMLElement[] {
  const { key_metric: metric } = run;
  const at = run.ended_at ?? run.started_at ?? run.created_at;
  return [
    statusIcon(run.status),
    titleLabel(runTitle(run), path),
    path === null ? null : element("span", { class: "row-note", text: showControls(path) }),
    metric
      ? element("span", {
          class: "row-metric number",
          text: formatNumber(metric.value),
          title: `${metric.aggregate} ${showControls(metric.key)}`,
        })
      : null,
    element("span", { class: "row-time number", text: formatAgoShort(at, now) }),
  ].filter((part) => part !== null);
}
