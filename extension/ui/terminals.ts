import * as vscode from "vscode";

import type { ViewerCommand } from "../sources/viewerCommand.ts";

/** Runs a program in a terminal of its own, without a shell: closing the terminal ends the program. */
export function runInTerminal(
  name: string,
  command: ViewerCommand,
  cwd: string | undefined,
): vscode.Terminal {
  const terminal = vscode.window.createTerminal({
    name,
    shellPath: command.file,
    shellArgs: [...command.args],
    env: { ...command.env },
    iconPath: new vscode.ThemeIcon("graph-line"),
    ...(cwd !== undefined && { cwd }),
  });
  terminal.show(true);
  return terminal;
}

/** Types a command line into a shell and leaves pressing Enter to the person. */
export function typeInTerminal(line: string): void {
  const terminal = vscode.window.createTerminal("Runicorn");
  terminal.show();
  terminal.sendText(line, false);
}
