import type { RunDetail } from "#core/protocol/run.ts";
import { copyText } from "#webviews/shared/copyText.ts";
import { element, icon, iconButton } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";

import { t } from "./texts.ts";

/** Why the run ended as it did, with the traceback to be opened; null where there is nothing to say. */
export function endNotice(run: RunDetail): HTMLElement | null {
  const { status, exit_reason: reason, traceback = null } = run;
  if (status === "finished" || status === "running") return null;
  if (reason === null && traceback === null) return null;
  return element(
    "div",
    { class: "notice error" },
    icon("error"),
    element(
      "div",
      { class: "run-end" },
      reason === null ? null : element("div", { class: "reason", text: showControls(reason) }),
      traceback === null ? null : tracebackView(traceback),
    ),
  );
}

function tracebackView(traceback: string): HTMLElement {
  const text = element("pre", {
    text: showLines(traceback),
    attributes: { tabindex: 0, role: "region", "aria-label": t("Traceback") },
  });
  const root = element(
    "details",
    { class: "traceback" },
    element("summary", { text: t("Traceback") }),
    element(
      "div",
      { class: "traceback-text" },
      text,
      iconButton("copy", t("Copy traceback"), () => void copyText(traceback)),
    ),
  );
  // What was thrown stands at the end.
  root.addEventListener("toggle", () => (text.scrollTop = text.scrollHeight));
  return root;
}
