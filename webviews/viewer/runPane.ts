import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";
import { mountDashboard } from "#webviews/dashboard/dashboard.ts";
import type { ToPage } from "#webviews/dashboard/messages.ts";
import { DashboardSession } from "#webviews/dashboard/session.ts";

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
  const dashboard = mountDashboard(root, {
    post: (message) => session.receive(message),
    listen(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    kept: () => readKept(run),
    keep: (ui) => sessionStorage.setItem(storageKey, JSON.stringify({ run, ui })),
    isEditor: false,
    fileUrl: (id, file) =>
      `/api/v2/runs/${encodeURIComponent(id)}/file?${new URLSearchParams({ path: file }).toString()}`,
  });
  return {
    dispose() {
      dashboard.dispose();
      session.dispose();
    },
  };
}

/** What the reader set stays from run to run, but not where in a run they were. */
function readKept(run: string): unknown {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey) ?? "{}") as {
      run?: unknown;
      ui?: object;
    };
    return kept.run === run ? kept.ui : { ...kept.ui, window: null };
  } catch {
    return undefined;
  }
}
