import type { TimeLeft } from "#core/protocol/timeLeft.ts";
import { formatDuration } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { t } from "../texts.ts";

/** Says how long a run still takes, and where only its log says so, of what. */
export function timeLeftText({ left, bar }: TimeLeft): string {
  const time = formatDuration(left);
  if (bar === null) return t("about {time} left", { time });
  if (bar === "") return t("about {time} left of the progress bar in the log", { time });
  return t("about {time} left of {bar}", { time, bar: showControls(bar) });
}
