import type { Client } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import type { Transport } from "#core/client/transport.ts";
import { mountCompare } from "#webviews/compare/compare.ts";
import type { CompareState, ToPage } from "#webviews/compare/messages.ts";
import type { RunSource, RunSources } from "#webviews/compare/runSource.ts";
import { CompareSession } from "#webviews/compare/session.ts";
import { boardKeeper } from "#webviews/shared/charts/board/board.ts";

import { browserBoard } from "./browserBoard.ts";
import { comparedRuns } from "./comparedRuns.ts";
import { fileUrl } from "./fileUrl.ts";
import { runAddress } from "./fragment.ts";
import { saveAs } from "./saveAs.ts";

const storageKey = "runicorn.compare";
/** The store this viewer reads: the only source there is here. */
const source = "store";

/** Several runs over each other in this page, with the session that feeds it. */
export function mountComparison(
  root: HTMLElement,
  client: Client,
  transport: Transport,
  runs: readonly string[],
): void {
  const feed = new LiveFeed(transport, undefined, true);
  const listeners = new Set<(message: ToPage) => void>();
  const store: RunSource = { client, feed, remote: undefined };
  const sources: RunSources = {
    searched: true,
    get: (id) => (id === source ? store : undefined),
    onChange: () => ({ dispose() {} }),
  };
  const names = runs.map((run) => ({ source, run }));
  const settings = { smoothing: 0, points: 1000 };
  const session = new CompareSession(sources, names, settings, (message) => {
    if (message.type === "state") follow(message.state);
    for (const listener of listeners) listener(message);
  });
  const kept = readKept();
  const keepBoard = boardKeeper(kept, (board) => browserBoard.set(board));
  mountCompare(root, {
    post(message) {
      if (message.type === "openRun") location.assign(runAddress(runOf(message.ref)));
      else if (message.type === "saveFile") saveAs(runOf(message.ref), message.path);
      else session.receive(message);
    },
    listen(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    kept: () => kept,
    keep(ui) {
      sessionStorage.setItem(storageKey, JSON.stringify(ui));
      keepBoard(ui);
    },
    offered: source,
    allRuns: "/table",
    fileUrl,
  });
}

function runOf(ref: string): string {
  return ref.slice(source.length + 1);
}

/** The address names the runs, so that a reload, or whoever is sent it, shows the same ones. */
function follow({ runs }: CompareState): void {
  const ids = runs.map(({ id }) => id);
  if (ids.join() === comparedRuns(location.search).join()) return;
  const query = new URLSearchParams({ runs: ids.join(",") });
  history.replaceState(null, "", `?${query.toString()}`);
}

function readKept(): object {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey) ?? "{}") as object;
    return { ...kept, ...browserBoard.get() };
  } catch {
    return browserBoard.get();
  }
}
