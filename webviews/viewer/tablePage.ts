import type { Client } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import type { Transport } from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { firstList } from "#webviews/table/firstList.ts";
import type { Ask, ToPage } from "#webviews/table/messages.ts";
import { type HostKind, type TableHost, TableSession } from "#webviews/table/session.ts";
import type { TableStores } from "#webviews/table/sources/tableSource.ts";
import { mountTable } from "#webviews/table/table.ts";
import { viewAddress, viewOfAddress } from "#webviews/table/viewAddress.ts";

import { BrowserViews } from "./browserViews.ts";
import { runAddress } from "./fragment.ts";
import { saveArchive } from "./saveArchive.ts";

/** The store this viewer reads: the only source there is here. */
const source = "store";
const selectionKey = "runicorn.table.selected";

/** All runs of the store as a table in this page; what the person sets is in the address. */
export function mountTablePage(
  root: HTMLElement,
  client: Client,
  transport: Transport,
  storeRoot: Promise<string>,
): { dispose(): void } {
  const feed = new LiveFeed(transport);
  const listeners = new Set<(message: ToPage) => void>();
  const named = new Set<() => void>();
  const store = { id: source, label: "", client, feed, remote: undefined };
  const stores: TableStores = {
    searched: true,
    all: [store],
    onChange(listener) {
      named.add(listener);
      return { dispose: () => void named.delete(listener) };
    },
  };
  const name = (label: string): void => {
    store.label = label;
    for (const listener of named) listener();
  };
  // Whoever asked for it says what is wrong where it is not to be had.
  storeRoot.then(name, () => undefined);
  const views = new BrowserViews();
  const host: TableHost = {
    canShare: false,
    views: () => views.all,
    onViews: (listener) => views.onChange(listener),
    act: async (ask) => act(ask, views),
  };
  const session = new TableSession(stores, host, (message) => {
    for (const listener of listeners) listener(message);
  });
  const first = firstList(viewOfAddress(location.search));
  if (first) session.prepare(first);
  const page = mountTable(root, {
    home: "/",
    post: (message) => session.take(message),
    listen(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    kept: () => ({ ...viewOfAddress(location.search), selected: keptSelection() }),
    keep: ({ selected, ...view }) => {
      sessionStorage.setItem(selectionKey, JSON.stringify(selected));
      const query = viewAddress(view);
      history.replaceState(null, "", query === "" ? location.pathname : `?${query}`);
    },
  });
  return {
    dispose() {
      page.dispose();
      session.dispose();
      feed.dispose();
    },
  };
}

async function act(ask: Extract<Ask, { kind: HostKind }>, views: BrowserViews): Promise<void> {
  switch (ask.kind) {
    case "open":
      location.assign(runAddress(idOf(ask.ref)));
      return;
    case "compare": {
      const query = new URLSearchParams({ runs: ask.refs.map(idOf).slice(0, 50).join(",") });
      location.assign(`/compare?${query.toString()}`);
      return;
    }
    case "export":
      await saveArchive(ask.refs.map(idOf));
      return;
    case "copy":
      await copy(ask.text);
      return;
    case "saveView":
      views.set(ask.name, ask.view);
      return;
    case "deleteView":
      views.set(ask.name);
  }
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (cause) {
    throw new RunicornError("service_unavailable", "The browser does not let this page copy.", {
      cause,
    });
  }
}

function idOf(ref: string): string {
  return ref.slice(source.length + 1);
}

/** What was selected before a reload, or before the reader went on and came back; another visit begins with nothing. */
function keptSelection(): unknown {
  const [visit] = performance.getEntriesByType("navigation");
  if (!(visit instanceof PerformanceNavigationTiming) || visit.type === "navigate") return [];
  try {
    return JSON.parse(sessionStorage.getItem(selectionKey) ?? "[]");
  } catch {
    return [];
  }
}
