import { type ChartsUi, parseChartsUi } from "./chartsUi.ts";

/** How a reader set up their charts, whatever is shown in them: it holds for every page of every run, also tomorrow. */
export type Board = Omit<ChartsUi, "filter" | "pinned" | "fullScreen" | "window" | "windows">;

/** Without what a page keeps besides, such as which of its tabs is open. */
function boardOf(ui: unknown): Board {
  const charts = parseChartsUi(ui);
  const { filter: _, pinned: __, fullScreen: ___, window: ____, windows: _____, ...board } = charts;
  return board;
}

/** A board nobody has changed. */
export function usualBoard(): Board {
  return boardOf(undefined);
}

/** Writes the board of what it is called with where it is another one than before; `kept` is what the page began with. */
export function boardKeeper(kept: unknown, write: (board: Board) => void): (ui: ChartsUi) => void {
  let before = JSON.stringify(boardOf(kept));
  return (ui) => {
    const board = boardOf(ui);
    const text = JSON.stringify(board);
    if (text === before) return;
    before = text;
    write(board);
  };
}
