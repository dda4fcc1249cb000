import * as vscode from "vscode";

import { sentence } from "../ui/localSentence.ts";
import { buttons, notify } from "../ui/notify.ts";
import type { Crash } from "./crashWatch.ts";
import type { Host } from "./host.ts";
import type { ViewerLogs } from "./viewerLogs.ts";

/** Says that a viewer on another machine has ended by itself, and its last words. */
export async function tellCrash(
  { host, viewer, lines }: Crash,
  does: { readonly logs: ViewerLogs; retry(host: Host): void },
): Promise<void> {
  const { remote_root: root, reason } = viewer;
  const why = reason ?? vscode.l10n.t("Its process ended.");
  const text =
    lines.length === 0
      ? sentence`The viewer of ${root} on ${host.name} does not run any more. ${why}`
      : sentence`The viewer of ${root} on ${host.name} does not run any more. ${why} Its last words: ${lines.join(" · ")}`;
  const button = await notify.error(text, buttons.retry, buttons.showLog);
  if (button === buttons.retry) does.retry(host);
  if (button === buttons.showLog) await does.logs.show(host, viewer);
}
