import * as vscode from "vscode";

import type { RunStatus } from "#core/protocol/format.ts";

const texts: Record<RunStatus, () => string> = {
  running: () => vscode.l10n.t("running"),
  finished: () => vscode.l10n.t("finished"),
  failed: () => vscode.l10n.t("failed"),
  interrupted: () => vscode.l10n.t("interrupted"),
};

/** A status in the language of the editor. */
export function statusText(status: RunStatus): string {
  return texts[status]();
}
