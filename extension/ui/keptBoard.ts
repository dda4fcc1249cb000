import type * as vscode from "vscode";

const memento = "runicorn.board";
/** Characters of a board: one of more would slow every start of the window. */
const mostKept = 200_000;

/** How a person set up the charts in this workspace: pages that are opened later begin with it. */
export class KeptBoard {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  get value(): unknown {
    return this.#state.get(memento);
  }

  keep(board: Readonly<Record<string, unknown>>): void {
    if (JSON.stringify(board).length <= mostKept) void this.#state.update(memento, board);
  }
}
