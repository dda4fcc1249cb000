import type * as vscode from "vscode";

/** What an editor remembers of an extension, for all windows and for one. */
export class Mementos {
  readonly everywhere = memento();
  readonly here = memento();
}

function memento(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    // As the editor does, what comes out is a copy.
    get: (key: string) => structuredClone(values.get(key)) as never,
    update: (key, value) => {
      values.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
}
