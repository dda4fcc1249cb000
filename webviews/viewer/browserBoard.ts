import type { Board } from "#webviews/shared/charts/board/board.ts";

const storageKey = "runicorn.board";

/** How a person set up the charts in this browser. */
export const browserBoard = {
  get(): object {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
      return typeof kept === "object" && kept !== null ? kept : {};
    } catch {
      return {};
    }
  },

  set(board: Board): void {
    localStorage.setItem(storageKey, JSON.stringify(board));
  },
};
