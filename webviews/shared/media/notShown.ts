import { button } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import { formatBytes } from "#webviews/shared/formatBytes.ts";
import { t } from "#webviews/shared/texts.ts";

import { isShownInline, type NotShown } from "./mediaFiles.ts";
import type { MediaPlace } from "./mediaPlace.ts";

/** In place of a file that is not shown: why, and how to get it all the same. */
export function notShown(
  { why, size }: NotShown,
  path: string,
  { onSave, onBrowser }: Pick<MediaPlace, "onSave" | "onBrowser">,
): HTMLElement {
  const text =
    why === "size"
      ? t("{size} is too large to be shown here.", { size: formatBytes(size) })
      : t("This format cannot be shown here.");
  const canBrowse = onBrowser !== undefined && why === "size" && isShownInline(path);
  return element(
    "div",
    { class: "empty not-shown" },
    element("p", { text }),
    canBrowse ? button(t("Open in browser"), onBrowser) : null,
    button(t("Save…"), () => onSave(path)),
  );
}
