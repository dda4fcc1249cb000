import type { Client } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import type { Transport } from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import { textField } from "#webviews/shared/controls.ts";
import { element, icon } from "#webviews/shared/element.ts";
import { Refresher } from "#webviews/shared/refresher.ts";

import { parseFragment, runAddress, runOfAddress } from "./fragment.ts";
import { emptyStore, linkExpired } from "./notice.ts";
import { RunList } from "./runList.ts";
import { openRunPane } from "./runPane.ts";
import { RunSearch } from "./runSearch.ts";
import { RunTree } from "./runTree.ts";
import { sidebarEdge } from "./sidebarEdge.ts";
import { t } from "./texts.ts";

/** Whether a viewer that answers again still knows us is asked this often, in milliseconds. */
const probeInterval = 1500;

/** Shows the store's runs in `root`; ends by itself where the viewer no longer accepts this browser. */
export function mountViewer(
  root: HTMLElement,
  client: Client,
  transport: Transport,
  storeRoot: string,
): void {
  void new Viewer(root, client, transport, storeRoot).start();
}

/** The browser page: all runs at the left, one run at the right. */
class Viewer {
  readonly #root: HTMLElement;
  readonly #client: Client;
  readonly #feed: LiveFeed;
  readonly #storeRoot: string;
  readonly #main = element("main", { class: "run-pane" });
  readonly #banner = element(
    "div",
    { class: "banner", attributes: { role: "status", hidden: true } },
    icon("debug-disconnect"),
    t("The viewer does not answer. This page goes on by itself when it runs again."),
  );
  readonly #tree: RunTree;
  readonly #list: RunList;
  readonly #counts: Refresher;
  readonly #search: RunSearch;
  #run: string | null = null;
  #pane: { dispose(): void } | undefined;
  #probe: ReturnType<typeof setInterval> | undefined;

  constructor(root: HTMLElement, client: Client, transport: Transport, storeRoot: string) {
    this.#root = root;
    this.#client = client;
    this.#storeRoot = storeRoot;
    this.#tree = new RunTree(client, () => this.#showRows());
    this.#search = new RunSearch(client, () => this.#showRows());
    this.#list = new RunList({
      onOpen: (run) => this.#open(run),
      onToggle: (id) => void this.#try(this.#tree.toggle(id)),
      onMore: (id) =>
        void this.#try(this.#search.isOn ? this.#search.loadMore() : this.#tree.loadMore(id)),
    });
    this.#counts = new Refresher(() => this.#try(this.#tree.reload()), 500);
    root.replaceChildren(this.#banner, this.#sidebar(), this.#main);
    window.addEventListener("hashchange", () => {
      const { run } = parseFragment(location.hash);
      if (run !== null && run !== this.#run) void this.#try(this.#openAndReveal(run));
    });
    window.addEventListener("popstate", () => {
      const run = runOfAddress(location);
      if (run !== null && run !== this.#run) void this.#try(this.#openAndReveal(run));
    });
    this.#feed = new LiveFeed(transport, undefined, true);
    this.#feed.listen({
      onEvent: (event) => this.#onEvent(event),
      onReset: () => void this.#try(this.#tree.reloadRuns()),
      onState: (state) => this.#showConnection(state === "lost"),
    });
  }

  #sidebar(): HTMLElement {
    const search = textField({
      label: t("Search runs"),
      icon: "search",
      onInput: (text) => void this.#try(this.#search.find(text.trim())),
    });
    const table = element(
      "a",
      { class: "sidebar-link link", attributes: { href: "/table" } },
      icon("table"),
      t("All runs in a table"),
    );
    const edge = sidebarEdge(this.#root);
    return element("nav", { class: "sidebar" }, table, search.root, this.#list.root, edge);
  }

  start(): Promise<void> {
    return this.#try(this.#openFirst());
  }

  async #openFirst(): Promise<void> {
    await this.#tree.reload();
    const newest = (await this.#client.listRuns({ query: { limit: 1 } })).runs[0];
    // A person may have opened a run meanwhile.
    const wanted = this.#run ?? runOfAddress(location) ?? newest?.id;
    if (wanted !== undefined) await this.#openAndReveal(wanted);
    else this.#main.replaceChildren(emptyStore(this.#storeRoot));
  }

  /** Opens a run that was not picked from the list, and shows it there. */
  async #openAndReveal(run: string): Promise<void> {
    this.#open(run);
    await this.#tree.reveal(await this.#client.getRun({ params: { id: run } }));
    this.#list.scrollTo(run);
  }

  #open(run: string): void {
    if (run === this.#run) return;
    const address = runAddress(run);
    // Back leads to the run before; what was no run at the start, and older addresses of one, is replaced.
    if (this.#run === null || location.hash !== "") history.replaceState(null, "", address);
    else if (location.pathname !== address) history.pushState(null, "", address);
    this.#run = run;
    this.#pane?.dispose();
    const place = element("div");
    this.#main.replaceChildren(place);
    this.#pane = openRunPane(place, this.#client, this.#feed, run);
    this.#showRows();
  }

  #showRows(): void {
    const { isOn } = this.#search;
    const rows = isOn ? this.#search.rows() : this.#tree.rows();
    const empty = isOn && rows.length === 0;
    this.#list.root.classList.toggle("nothing", empty);
    this.#list.root.dataset["nothing"] = t("No run matches.");
    this.#list.update(rows, this.#run);
  }

  #onEvent(event: StoreEvent): void {
    if (this.#tree.apply(event)) this.#counts.trigger();
    if (event.type === "indexing" && event.done === event.total) {
      void this.#try(this.#tree.reloadRuns());
    }
    if (event.type === "run_created" && this.#run === null) {
      this.#open(event.run.id);
      void this.#try(this.#tree.reload().then(() => this.#openAndReveal(event.run.id)));
    }
  }

  #showConnection(lost: boolean): void {
    this.#banner.hidden = !lost;
    clearInterval(this.#probe);
    if (lost)
      this.#probe = setInterval(() => void this.#try(this.#client.getStore()), probeInterval);
  }

  /** A viewer that was started again does not know this page any more; other failures pass when it answers again. */
  async #try(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (RunicornError.is(error, "unauthorized")) this.#leave();
    }
  }

  #leave(): void {
    clearInterval(this.#probe);
    this.#feed.dispose();
    this.#pane?.dispose();
    this.#list.dispose();
    this.#counts.dispose();
    this.#root.replaceChildren(element("main", {}, linkExpired()));
  }
}
