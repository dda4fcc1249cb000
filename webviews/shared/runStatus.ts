import type { RunStatus } from "#core/protocol/format.ts";

import { element, icon } from "./element.ts";
import { t } from "./texts.ts";

const looks = {
  running: { icon: "sync", text: () => t("Running") },
  finished: { icon: "pass", text: () => t("Finished") },
  failed: { icon: "error", text: () => t("Failed") },
  interrupted: { icon: "circle-slash", text: () => t("Interrupted") },
} as const satisfies Record<RunStatus, { icon: string; text: () => string }>;

/** A status as a word. */
export function statusText(status: RunStatus): string {
  return looks[status].text();
}

/** A status as an icon alone, named for screen readers. */
export function statusIcon(status: RunStatus): HTMLElement {
  const { icon: name, text } = looks[status];
  const mark = icon(name, text());
  mark.classList.add("status", `status-${status}`);
  return mark;
}

/** A status as icon and word, so that it does not rest on colour. */
export function statusLabel(status: RunStatus): HTMLElement {
  const { icon: name, text } = looks[status];
  const mark = icon(name);
  mark.classList.add(`status-${status}`);
  return element("span", { class: "status status-label" }, mark, text());
}
