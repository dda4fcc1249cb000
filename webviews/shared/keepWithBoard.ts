import { boardKeeper } from "./charts/board/board.ts";
import type { ChartsUi } from "./charts/board/chartsUi.ts";
import type { KeepBoard } from "./keepBoard.ts";

interface KeepingHost {
  post(message: object): void;
  kept(): unknown;
  keep(ui: object): void;
}

/** Keeps what the reader set on a page with the page, and how they set up the charts for pages to come. */
export function keepWithBoard(host: KeepingHost): (ui: ChartsUi) => void {
  const keepBoard = boardKeeper(host.kept(), (board) =>
    host.post({ type: "keepBoard", board: { ...board } } satisfies KeepBoard),
  );
  return (ui) => {
    host.keep(ui);
    keepBoard(ui);
  };
}
