import { parseField } from "#core/protocol/filter/fields.ts";
import type { RunColumn } from "#core/protocol/runTable.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { t } from "../texts.ts";
import { type ViewColumn, widths } from "../view.ts";

type Kind =
  | "title"
  | "status"
  | "time"
  | "duration"
  | "tags"
  | "text"
  | "flag"
  | "number"
  | "source"
  | "commit"
  | "spark";

/** A column as it is shown. */
export interface Column {
  readonly field: string;
  readonly kind: Kind;
  /** Untrusted text. */
  readonly label: string;
  /** What stands small beside it: which part of a run, or which of a metric's values. */
  readonly detail: string;
  readonly width: number;
  readonly isPinned: boolean;
  readonly isSortable: boolean;
  readonly isEditable: boolean;
  /** The metric it is of. */
  readonly metric: string | null;
}

const sparkPrefix = "spark.";

/** The metric whose course a column shows. */
function sparkMetric(field: string): string | null {
  return field.startsWith(sparkPrefix) ? field.slice(sparkPrefix.length) : null;
}

export function sparkField(metric: string): string {
  return sparkPrefix + metric;
}

const usualWidths: Record<Kind, number> = {
  title: 260,
  status: 110,
  time: 120,
  duration: 90,
  tags: 160,
  text: 150,
  flag: 115,
  number: 110,
  source: 150,
  commit: 90,
  spark: 120,
};

const runKinds: Readonly<Record<string, Kind>> = {
  title: "title",
  status: "status",
  created_at: "time",
  started_at: "time",
  ended_at: "time",
  duration: "duration",
  tag: "tags",
  pinned: "flag",
  archived: "flag",
  commit: "commit",
  dirty: "flag",
  gpu_count: "number",
};

/** `type`: of the values that runs have in it. */
export function columnOf(
  { field, width, pinned = false }: ViewColumn,
  type: RunColumn["type"] | undefined,
): Column {
  const { kind, label, detail, metric } = looksOf(field, type);
  const isOrdered =
    kind === "source" || (kind !== "spark" && kind !== "tags" && parseField(field) !== undefined);
  return {
    field,
    kind,
    label: showControls(label),
    detail,
    width: Math.min(widths.most, Math.max(widths.least, width ?? usualWidths[kind])),
    isPinned: pinned,
    isSortable: isOrdered,
    isEditable: ["title", "tag", "notes"].includes(field),
    metric,
  };
}

function looksOf(
  name: string,
  type: RunColumn["type"] | undefined,
): Pick<Column, "kind" | "label" | "detail" | "metric"> {
  const spark = sparkMetric(name);
  if (spark !== null) return { kind: "spark", label: spark, detail: "∿", metric: spark };
  if (name === "source") return { kind: "source", label: t("Store"), detail: "", metric: null };
  const field = parseField(name);
  if (field?.kind === "metric") {
    const { key, aggregate } = field;
    return { kind: "number", label: key, detail: aggregate, metric: key };
  }
  if (field && field.kind !== "run") {
    const kind = type === "number" ? "number" : "text";
    return { kind, label: field.path, detail: field.kind, metric: null };
  }
  const kind = (Object.hasOwn(runKinds, name) ? runKinds[name] : undefined) ?? "text";
  return { kind, label: runLabels()[name] ?? name, detail: "", metric: null };
}

/** What the fields of a run are called. */
function runLabels(): Readonly<Record<string, string>> {
  return {
    title: t("Run"),
    id: t("Id"),
    status: t("Status"),
    created_at: t("Created"),
    started_at: t("Started"),
    ended_at: t("Ended"),
    duration: t("Duration"),
    tag: t("Tags"),
    notes: t("Notes"),
    host: t("Host"),
    project: t("Project"),
    name: t("Name"),
    display_name: t("Original name"),
    exit_reason: t("Exit reason"),
    pinned: t("Pinned"),
    archived: t("Archived"),
    branch: t("Branch"),
    commit: t("Commit"),
    dirty: t("Uncommitted"),
    python: "Python",
    gpu: "GPU",
    gpu_count: t("GPUs"),
    cuda: "CUDA",
  };
}
