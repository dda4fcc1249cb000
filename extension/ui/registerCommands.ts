import * as vscode from "vscode";

import { RunicornError } from "#core/protocol/errors.ts";

import type { CommandHandlers } from "../contributions.ts";
import { sentence } from "./localSentence.ts";
import type { Log } from "./log.ts";
import { buttons, notify } from "./notify.ts";

/** Registers every command. What goes wrong in one is told to the person, with the way to the log. */
export function registerCommands(handlers: CommandHandlers, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handle]) =>
      vscode.commands.registerCommand(id, async (argument?: unknown, selection?: unknown) => {
        try {
          await handle(argument, selection);
        } catch (error) {
          log.error(id, error);
          await tell(error, log);
        }
      }),
    ),
  );
}

async function tell(error: unknown, log: Log): Promise<void> {
  const text = RunicornError.is(error)
    ? sentence`${vscode.l10n.t(error.message)}`
    : sentence`Runicorn could not do that: ${String(error)}.`;
  if ((await notify.error(text, buttons.showLog)) === buttons.showLog) log.show();
}
