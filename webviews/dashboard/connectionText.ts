import { showControls } from "#webviews/shared/showControls.ts";

import type { DashboardState } from "./messages.ts";
import { t } from "./texts.ts";

/** What is said of the way to a run, with the icon for it; nothing where nothing is to be said. */
export function connectionText({ connection, host, run }: DashboardState): {
  readonly text: string;
  readonly name: string;
} {
  if (connection === "lost")
    return { text: t("Reconnecting to the viewer…"), name: "debug-disconnect" };
  if (connection === "left") {
    const text = t("Disconnected from {host}", { host: showControls(host ?? "") });
    return { text, name: "debug-disconnect" };
  }
  const isLive = connection === "live" && run?.status === "running";
  return { text: isLive ? t("Live") : "", name: "circle-filled" };
}
