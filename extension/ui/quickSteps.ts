import * as vscode from "vscode";

import { goBack, type StepAnswer } from "./stepAnswer.ts";
import { unlinkedItem } from "./unlinkedItem.ts";

interface StepFrame {
  readonly title: string;
  readonly placeHolder: string;
  readonly canGoBack: boolean;
  /** Takes the question away again. */
  readonly signal?: AbortSignal;
}

export interface PickStep<T extends vscode.QuickPickItem> extends StepFrame {
  /** What can be picked now that this has been typed; a promise shows a bar while it is awaited. */
  items(typed: string): readonly T[] | Promise<readonly T[]>;
  /** What is typed changes the list, so it is asked for again. */
  readonly isTyped?: boolean;
}

export interface InputStep extends StepFrame {
  readonly value?: string;
  readonly prompt?: string;
  /** What is typed is not shown. */
  readonly isSecret?: boolean;
  /** A sentence on what is wrong with the text; undefined: nothing. */
  problem?(text: string): string | undefined;
}

/** One question of a chain, with a button that leads back. It stays when the window loses the focus. */
export async function pickStep<T extends vscode.QuickPickItem>(
  step: PickStep<T>,
): Promise<StepAnswer<T>> {
  const quickPick = vscode.window.createQuickPick<T>();
  quickPick.matchOnDescription = true;
  quickPick.matchOnDetail = true;
  let asked = 0;
  const fill = async (): Promise<void> => {
    const question = ++asked;
    const items = step.items(quickPick.value);
    if (items instanceof Promise) quickPick.busy = true;
    try {
      const answer = await items;
      if (question === asked) quickPick.items = answer.map(unlinkedItem);
    } finally {
      if (question === asked) quickPick.busy = false;
    }
  };
  return ask(quickPick, step, ({ resolve, reject }) => {
    quickPick.onDidAccept(() => {
      const [picked] = quickPick.selectedItems;
      if (picked !== undefined) resolve(picked);
    });
    if (step.isTyped === true) quickPick.onDidChangeValue(() => void fill().catch(reject));
    void fill().catch(reject);
  });
}

export async function inputStep(step: InputStep): Promise<StepAnswer<string>> {
  const input = vscode.window.createInputBox();
  input.value = step.value ?? "";
  input.password = step.isSecret ?? false;
  if (step.prompt !== undefined) input.prompt = step.prompt;
  return ask(input, step, ({ resolve }) => {
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    input.onDidAccept(() => {
      const problem = step.problem?.(input.value);
      input.validationMessage = problem;
      if (problem === undefined) resolve(input.value);
    });
  });
}

async function ask<T>(
  input: vscode.QuickInput & {
    placeholder: string | undefined;
    buttons: readonly vscode.QuickInputButton[];
    onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
  },
  { title, placeHolder, canGoBack, signal }: StepFrame,
  begin: (answer: PromiseWithResolvers<StepAnswer<T>>) => void,
): Promise<StepAnswer<T>> {
  const answer = Promise.withResolvers<StepAnswer<T>>();
  input.title = title;
  input.placeholder = placeHolder;
  input.ignoreFocusOut = true;
  if (canGoBack) input.buttons = [vscode.QuickInputButtons.Back];
  input.onDidTriggerButton((button) => {
    if (button === vscode.QuickInputButtons.Back) answer.resolve(goBack);
  });
  input.onDidHide(() => answer.resolve(undefined));
  const leave = () => answer.resolve(undefined);
  signal?.addEventListener("abort", leave, { once: true });
  begin(answer);
  if (signal?.aborted === true) leave();
  else input.show();
  try {
    return await answer.promise;
  } finally {
    signal?.removeEventListener("abort", leave);
    input.dispose();
  }
}
