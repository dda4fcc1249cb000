import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { shownError } from "#webviews/shared/shownError.ts";

import type { TableState } from "./messages.ts";
import type { TableItems } from "./tableItems.ts";
import { t } from "./texts.ts";
import type { TableView } from "./view.ts";

/** How much there is. */
export function countText({ groups, runs, indexing, isGrouped, isKnown }: TableItems): string {
  if (!isKnown) return t("Loading…");
  const count = isGrouped
    ? t("{n} group{n:|s} of {runs} run{runs:|s}", { n: groups.total, runs })
    : t("{n} run{n:|s}", { n: runs });
  if (!indexing) return count;
  const { done, total } = indexing;
  return `${count} · ${t("{done} of {total} runs looked at", { done: formatStep(done), total: formatStep(total) })}`;
}

/** Why there is no line; null where there are some, or nobody knows yet. */
export function emptyText(
  items: TableItems,
  state: TableState | undefined,
  { filter, search }: TableView,
  hasArchived: boolean,
): string | null {
  if (items.count > 0) return null;
  if (state?.sources.length === 0) {
    return state.searched ? t("No runs yet.") : t("Looking for stores…");
  }
  if (!items.isKnown) return null;
  if (filter !== "" || search !== "") return t("No run matches.");
  return hasArchived
    ? t("All runs are archived: they are shown by Status, Archived.")
    : t("No runs yet.");
}

/** What is wrong with the last answer and with the stores; empty where nothing is. */
export function problemText(error: string | null, state: TableState | undefined): string {
  const lost = (state?.sources ?? []).flatMap(({ label, connection, error }) =>
    connection === "lost"
      ? [`${label} – ${t("lost: {reason}", { reason: shownError(error ?? "") })}`]
      : [],
  );
  const text = [...(error === null ? [] : [error]), ...lost].map(showControls).join(" ");
  return text.slice(0, 2000);
}

/** Of what is known of a source, what is shown of it. */
export function sourceLabel(id: string, state: TableState | undefined): string {
  const source = state?.sources.find((one) => one.id === id);
  if (!source) return showControls(id);
  const { label, host } = source;
  return showControls(host === null ? label : `${host} · ${label}`).slice(0, 300);
}
