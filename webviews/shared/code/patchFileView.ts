import { element } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { PatchFile } from "./parsePatch.ts";

const mostLines = 5000;

/** One file of a patch, open. */
export function patchFileView({ name, added, removed, lines }: PatchFile): HTMLElement {
  const shown = lines
    .slice(0, mostLines)
    .map(({ kind, text }) =>
      element("div", { class: `patch-line patch-${kind}`, text: showControls(text) || "\u200B" }),
    );
  const view = element(
    "details",
    { class: "patch-file" },
    element(
      "summary",
      {},
      element("span", { class: "patch-name", text: showControls(name) }),
      element("span", { class: "patch-count-added number", text: `+${added}` }),
      element("span", { class: "patch-count-removed number", text: `-${removed}` }),
    ),
    element("div", { class: "patch-lines", attributes: { tabindex: 0 } }, ...shown),
  );
  view.open = true;
  return view;
}
