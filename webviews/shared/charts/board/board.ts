import { type ChartsUi, parseChartsUi } from "./chartsUi.ts";

/** How a reader set up their charts, whatever is shown in them: it holds for every page of every run, also tomorrow. */
export type Board = Omit<ChartsUi, "filter" | "pinned" | "fullScreen" | "window" | "windows">;

function boardOf(ui: ChartsUi): Board {
  const { filter: _, pinned: __, fullScreen: ___, window: ____, windows: _____, ...board } = ui;
  return board;
}

/** A board nobody has changed. */
export function usualBoard(): Board {
  return boardOf(parseChartsUi(undefined));
}

/** Writes the board of what it is called with where it is another one than before; `kept` is what the page began with. */
export function boardKeeper(kept: unknown, write: (board: Board) => void): (ui: ChartsUi) => void {
  let before = JSON.stringify(boardOf(parseChartsUi(kept)));
  return (ui) => {
    const board = boardOf(ui);
    const text = JSON.stringify(board);
    if (text === before) return;
    before = text;
    write(board);
  };
}
