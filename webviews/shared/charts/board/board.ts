import { type ChartsUi, parseChartsUi } from "./chartsUi.ts";

/** What belongs to the one page, besides which of its tabs is open and the like. */
const ofPage = ["filter", "pinned", "fullScreen", "window", "windows", "windowsY"] as const;

/** How a reader set up their charts, whatever is shown in them: it holds for every page of every run, also tomorrow. */
export type Board = Omit<ChartsUi, (typeof ofPage)[number]>;

function boardOf(ui: unknown): Board {
  const own = new Set<string>(ofPage);
  const kept = Object.entries(parseChartsUi(ui)).filter(([name]) => !own.has(name));
  return Object.fromEntries(kept) as unknown as Board;
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
