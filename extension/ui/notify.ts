import * as vscode from "vscode";

import type { Sentence } from "./sentence.ts";

/** Every button a notification of ours can have. */
export const buttons = {
  showLog: "Show Log",
  restart: "Restart",
  openSettings: "Open Settings",
  showRuns: "Show Runs",
  notNow: "Not Now",
  undo: "Undo",
  openRun: "Open Run",
  showFile: "Show File",
  import: "Import",
  keep: "Keep",
  never: "Never",
  connect: "Connect…",
  retry: "Try Again",
  copyFingerprint: "Copy Fingerprint",
  trust: "Trust and Connect",
  forgetKey: "Forget Old Key",
} as const;
export type Button = (typeof buttons)[keyof typeof buttons];

/** The only place that shows notifications. All resolve to the button that was pressed. */
export const notify = {
  async error(text: Sentence, ...choices: Button[]): Promise<Button | undefined> {
    return pressed(choices, async (items) => vscode.window.showErrorMessage(text, ...items));
  },

  async warning(text: Sentence, ...choices: Button[]): Promise<Button | undefined> {
    return pressed(choices, async (items) => vscode.window.showWarningMessage(text, ...items));
  },

  async info(text: Sentence, ...choices: Button[]): Promise<Button | undefined> {
    return pressed(choices, async (items) => vscode.window.showInformationMessage(text, ...items));
  },

  /** Asks before something happens; undefined: it shall not. */
  async confirm(text: Sentence, detail: Sentence, choice: Button): Promise<Button | undefined> {
    const options = { modal: true, detail };
    return pressed([choice], async (items) =>
      vscode.window.showInformationMessage(text, options, ...items),
    );
  },

  /** The same where something is at stake. Enter presses the first button, so that one must be harmless. */
  async caution(
    text: Sentence,
    detail: Sentence,
    ...choices: Button[]
  ): Promise<Button | undefined> {
    const options = { modal: true, detail };
    return pressed(choices, async (items) =>
      vscode.window.showWarningMessage(text, options, ...items),
    );
  },
};

/** Buttons are shown in the language of the editor; which one was pressed is told by the name it has here. */
async function pressed(
  choices: readonly Button[],
  show: (items: string[]) => Promise<string | undefined>,
): Promise<Button | undefined> {
  const items = choices.map((choice) => vscode.l10n.t(choice));
  const item = await show(items);
  return item === undefined ? undefined : choices[items.indexOf(item)];
}
