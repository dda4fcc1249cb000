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
    return vscode.window.showErrorMessage<Button>(text, ...choices);
  },

  async warning(text: Sentence, ...choices: Button[]): Promise<Button | undefined> {
    return vscode.window.showWarningMessage<Button>(text, ...choices);
  },

  async info(text: Sentence, ...choices: Button[]): Promise<Button | undefined> {
    return vscode.window.showInformationMessage<Button>(text, ...choices);
  },

  /** Asks before something happens; undefined: it shall not. */
  async confirm(text: Sentence, detail: Sentence, choice: Button): Promise<Button | undefined> {
    return vscode.window.showInformationMessage<Button>(text, { modal: true, detail }, choice);
  },

  /** The same where something is at stake. Enter presses the first button, so that one must be harmless. */
  async caution(
    text: Sentence,
    detail: Sentence,
    ...choices: Button[]
  ): Promise<Button | undefined> {
    return vscode.window.showWarningMessage<Button>(text, { modal: true, detail }, ...choices);
  },
};
