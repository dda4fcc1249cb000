import * as vscode from "vscode";

import { unlinkedItem } from "./unlinkedItem.ts";

/** Milliseconds without a key after which what is typed is looked for. */
const typingPause = 150;

export interface SearchPick<T> {
  readonly title: string;
  /** What is offered for a text; the beginning of everything for an empty one. A rejection closes the list. */
  readonly search: (text: string) => Promise<readonly T[]>;
}

export interface SearchPicks<T> extends SearchPick<T> {
  /** Ticked at first. */
  readonly chosen: readonly T[];
  /** Tells one from all others. */
  readonly nameOf: (item: T) => string;
}

/** Asks for one of more things than a list holds: what is typed is looked for. Undefined: the person changed their mind. */
export async function searchPick<T extends vscode.QuickPickItem>(
  pick: SearchPick<T>,
): Promise<T | undefined> {
  const quickPick = vscode.window.createQuickPick<T>();
  return answerOf(quickPick, pick, {
    show: (found) => (quickPick.items = found),
    picked: () => quickPick.selectedItems[0],
  });
}

/** Asks for several. Those ticked stay, at the top, whatever is typed. */
export async function searchPicks<T extends vscode.QuickPickItem>(
  pick: SearchPicks<T>,
): Promise<readonly T[] | undefined> {
  const quickPick = vscode.window.createQuickPick<T>();
  quickPick.canSelectMany = true;
  let ticked = pick.chosen.map(shownItem);
  let isBegun = false;
  return answerOf(quickPick, pick, {
    show: (found) => {
      if (isBegun) ticked = [...quickPick.selectedItems];
      isBegun = true;
      const names = new Set(ticked.map(pick.nameOf));
      quickPick.items = [...ticked, ...found.filter((item) => !names.has(pick.nameOf(item)))];
      quickPick.selectedItems = ticked;
    },
    // Before anything was found nothing could be unticked.
    picked: () => (isBegun ? [...quickPick.selectedItems] : ticked),
  });
}

async function answerOf<T extends vscode.QuickPickItem, Picked>(
  quickPick: vscode.QuickPick<T>,
  { title, search }: SearchPick<T>,
  { show, picked }: { show: (found: readonly T[]) => void; picked: () => Picked | undefined },
): Promise<Picked | undefined> {
  const answer = Promise.withResolvers<Picked | undefined>();
  let asked = 0;
  const fill = async (): Promise<void> => {
    const question = ++asked;
    quickPick.busy = true;
    const found = await search(quickPick.value);
    if (question !== asked) return;
    quickPick.busy = false;
    show(found.map(shownItem));
  };
  let pause: ReturnType<typeof setTimeout> | undefined;
  quickPick.title = vscode.l10n.t(title);
  quickPick.onDidChangeValue(() => {
    clearTimeout(pause);
    pause = setTimeout(() => void fill().catch(answer.reject), typingPause);
  });
  quickPick.onDidAccept(() => answer.resolve(picked()));
  quickPick.onDidHide(() => answer.resolve(undefined));
  void fill().catch(answer.reject);
  quickPick.show();
  try {
    return await answer.promise;
  } finally {
    asked++;
    clearTimeout(pause);
    quickPick.dispose();
  }
}

/** What was found is shown, whether or not the editor finds the words in what it shows of it. */
function shownItem<T extends vscode.QuickPickItem>(item: T): T {
  return { ...unlinkedItem(item), alwaysShow: true };
}
