import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";
import { mountDashboard } from "#webviews/dashboard/dashboard.ts";
import type { ToPage } from "#webviews/dashboard/messages.ts";
import { DashboardSession } from "#webviews/dashboard/session.ts";
import { boardKeeper } from "#webviews/shared/charts/board/board.ts";

import { browserBoard } from "./browserBoard.ts";
import { fileUrl } from "./fileUrl.ts";
import { saveAs } from "./saveAs.ts";

const storageKey = "runicorn.dashboard";

/** The dashboard of one run in this page, with the session that feeds it. */
export function openRunPane(
  root: HTMLElement,
  client: Client,
  feed: LiveFeed,
  run: string,
): { dispose(): void } {
  const listeners = new Set<(message: ToPage) => void>();
  const session = new DashboardSession(
    client,
    feed,
    run,
    { smoothing: 0, points: 1000 },
    (message) => {
      for (const listener of listeners) listener(message);
    },
  );
  const kept = readKept(run);
  const keepBoard = boardKeeper(kept, (board) => browserBoard.set(board));
  const dashboard = mountDashboard(root, {
    post(message) {
      if (message.type === "saveFile") saveAs(message.run, message.path);
      else session.receive(message);
    },
    listen(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    kept: () => kept,
    keep(ui) {
      sessionStorage.setItem(storageKey, JSON.stringify({ run, ui }));
      keepBoard(ui);
    },
    isEditor: false,
    fileUrl,
  });
  return {
    dispose() {
      dashboard.dispose();
      session.dispose();
    },
  };
}

/** What the reader set stays from run to run, but not where in a run they were. */
function readKept(run: string): object {
  const { run: last, ui } = lastKept();
  const isSame = last === run;
  const elsewhere = isSame ? {} : { window: null, windows: {}, fullScreen: null };
  return { ...ui, ...browserBoard.get(), ...elsewhere };
}

function lastKept(): { run?: unknown; ui?: object } {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? "{}") as { run?: unknown; ui?: object };
  } catch {
    return {};
  }
}
