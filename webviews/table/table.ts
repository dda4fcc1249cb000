import { registerControls } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { openColumnChooser } from "./columns/columnChooser.ts";
import {
  movedColumn,
  resizedColumn,
  steppedColumn,
  toggledColumn,
} from "./columns/columnLayout.ts";
import { nextSort } from "./columns/sorting.ts";
import { TableColumns } from "./columns/tableColumns.ts";
import { FilterBox } from "./filterBox.ts";
import { Grid, type GridEvents, type GridState } from "./grid/grid.ts";
import type { Cell } from "./grid/gridKeys.ts";
import { SparkCache } from "./grid/sparkCache.ts";
import { HostQuestions } from "./hostQuestions.ts";
import { isOnlyArchived, listFilter } from "./listFilter.ts";
import type { TableCommand, TableRow, TableState, ToPage } from "./messages.ts";
import { metricDirection } from "./metricDirection.ts";
import { openCellMenu } from "./popups/openCellMenu.ts";
import { groupMenu, statusMenu, tagMenu, viewMenu } from "./popups/pageMenus.ts";
import { Toast } from "./popups/toast.ts";
import { RunCommands } from "./selection/runCommands.ts";
import { SelectedRuns } from "./selection/selectedRuns.ts";
import { mostSelected } from "./selection/selection.ts";
import { SelectionBar } from "./selection/selectionBar.ts";
import { type ItemsQuery, TableItems } from "./tableItems.ts";
import { selectedIn, type TablePageHost } from "./tablePageHost.ts";
import { countText, emptyText, problemText, sourceLabel } from "./tableTexts.ts";
import { t } from "./texts.ts";
import { Toolbar } from "./toolbar.ts";
import { parseView, type TableView, type ViewColumn } from "./view.ts";

/** As many of the runs selected are kept over a reload. */
const mostKept = 1000;

/** Milliseconds for which an empty page is held back: to paint it takes longer than most lists take to come. */
const patience = 80;

/** Shows the runs of all sources in `root`. */
export function mountTable(root: HTMLElement, host: TablePageHost): { dispose(): void } {
  const page = new TablePage(root, host);
  page.start();
  return page;
}

class TablePage {
  readonly #root: HTMLElement;
  readonly #host: TablePageHost;
  readonly #questions: HostQuestions;
  readonly #filter: FilterBox;
  readonly #toolbar: Toolbar;
  readonly #bar: SelectionBar;
  readonly #grid: Grid;
  readonly #toast = new Toast();
  readonly #note = element("p", { class: "empty", attributes: { hidden: true } });
  readonly #problem = element("div", {
    class: "notice error",
    attributes: { role: "alert", hidden: true },
  });
  readonly #sparks: SparkCache;
  readonly #commands: RunCommands;
  readonly #items: TableItems;
  readonly #columns: TableColumns;
  readonly #selected: SelectedRuns;
  #view: TableView;
  #state: TableState | undefined;
  #baseline: TableRow | undefined;
  #shown: readonly TableRow[] = [];
  #columnsAsked = false;
  #listening: { dispose(): void } | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  /** Runs as long as nothing is shown. */
  #unshown: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, host: TablePageHost) {
    this.#root = root;
    this.#host = host;
    this.#questions = new HostQuestions((message) => host.post(message));
    const { ask } = this.#questions;
    const kept = host.kept();
    this.#view = parseView(kept);
    this.#selected = new SelectedRuns(
      () => this.#items,
      selectedIn(kept),
      () => {
        this.#keep();
        this.#draw();
      },
    );
    this.#columns = new TableColumns(ask);
    this.#filter = new FilterBox({
      onFilter: (filter) => this.#change({ filter }),
      complete: (q, cursor) => ask({ kind: "complete", q, cursor }),
    });
    this.#toolbar = new Toolbar(this.#filter, this.#view, host.home, {
      onSearch: (search) => this.#change({ search }),
      onDiffering: (onlyDiffering) => this.#change({ onlyDiffering }),
      onColumns: (at) => this.#chooseColumns(at),
      statusItems: () => statusMenu(this.#view, (change) => this.#change(change)),
      tagItems: () => tagMenu(this.#view, ask, (change) => this.#change(change)),
      groupItems: () =>
        groupMenu(this.#view, this.#columns.known.columns, (change) => this.#change(change)),
      viewItems: (at) =>
        viewMenu(at, this.#view, this.#state, ask, (view) => this.#change(view), this.#tell),
    });
    this.#sparks = new SparkCache(ask, () => this.#draw());
    this.#commands = new RunCommands({
      ask,
      columns: () => this.#columns.shown(this.#view),
      asked: () => this.#columns.asked(this.#view),
      toast: this.#toast,
      onDone: () => this.#items.refresh(),
      onClear: () => this.#selected.clear(),
    });
    this.#bar = new SelectionBar(this.#commands.of(() => [...this.#selected.refs]));
    this.#grid = new Grid(this.#gridEvents());
    this.#items = new TableItems(ask, this.#query(), (error) => {
      const isFirst = this.#unshown !== undefined;
      this.#show();
      this.#showProblem(error);
      this.#draw(true);
      if (isFirst) this.#grid.showNow();
    });
  }

  start(): void {
    this.#unshown = setTimeout(() => this.#show(), patience);
    this.#filter.value = this.#view.filter;
    this.#listening = this.#host.listen((message) => this.#take(message));
    this.#host.post({ type: "ready" });
    // Times that are told as ago grow.
    this.#clock = setInterval(() => this.#draw(), 30_000);
    this.#draw();
  }

  #show(): void {
    if (this.#unshown === undefined) return;
    clearTimeout(this.#unshown);
    this.#unshown = undefined;
    this.#root.classList.add("table-page");
    this.#root.replaceChildren(
      element(
        "main",
        { class: "table-main" },
        this.#toolbar.root,
        this.#problem,
        this.#grid.root,
        this.#note,
        this.#bar.root,
        this.#toast.root,
      ),
    );
    // No row has one, and the first rows are what everybody waits for: in the frame that comes they are painted.
    requestAnimationFrame(() => setTimeout(registerControls));
  }

  dispose(): void {
    this.#listening?.dispose();
    clearInterval(this.#clock);
    clearTimeout(this.#unshown);
    this.#items.dispose();
    this.#grid.dispose();
  }

  #take(message: ToPage): void {
    if (message.type === "answer") this.#questions.take(message);
    else if (message.type === "changed") this.#refresh();
    else if (message.type === "command") this.#obey(message.command);
    else {
      this.#state = message.state;
      if (message.state.sources.length > 0 && !this.#columnsAsked) this.#refresh();
      this.#showProblem(null);
      this.#draw();
    }
  }

  #obey(command: TableCommand): void {
    if (command === "differences") this.#change({ onlyDiffering: !this.#view.onlyDiffering });
    else if (command === "clearFilter") this.#change({ filter: "", search: "" });
    else this.#toolbar.open(command);
  }

  #refresh(): void {
    this.#sparks.outdate(this.#shown);
    this.#items.refresh();
    void this.#askColumns();
    void this.#askBaseline();
  }

  async #askColumns(): Promise<void> {
    this.#columnsAsked = true;
    await this.#columns.askKnown();
    void this.#askTypes();
    this.#items.setQuery(this.#query());
    this.#draw();
    await this.#askDiffering();
  }

  async #askTypes(): Promise<void> {
    if (!(await this.#columns.askTypes(this.#view))) return;
    this.#items.setQuery(this.#query());
    this.#draw();
  }

  async #askBaseline(): Promise<void> {
    const { baseline } = this.#view;
    const rows =
      baseline === null
        ? []
        : await this.#questions
            .ask({ kind: "runs", refs: [baseline], columns: this.#columns.asked(this.#view) })
            .catch(() => []);
    if (baseline !== this.#view.baseline) return;
    [this.#baseline] = rows;
    this.#draw();
  }

  async #askDiffering(): Promise<void> {
    await this.#columns.askSame(this.#view);
    if (!this.#view.onlyDiffering) return;
    this.#items.setQuery(this.#query());
    this.#draw();
  }

  /** Everything a person sets goes through here. */
  #change(change: Partial<TableView>): void {
    const before = this.#view;
    this.#view = { ...before, ...change };
    this.#keep();
    // What is being typed there is none of the view yet.
    if (change.filter !== undefined) this.#filter.value = this.#view.filter;
    this.#toolbar.update(this.#view);
    const isOtherList = listFilter(before) !== listFilter(this.#view);
    if (isOtherList || before.groupBy !== this.#view.groupBy) {
      this.#grid.toTop();
      this.#selected.forgetAnchor();
    }
    this.#items.setQuery(this.#query());
    if (before.baseline !== this.#view.baseline || before.columns !== this.#view.columns) {
      void this.#askBaseline();
    }
    if (before.columns !== this.#view.columns) void this.#askTypes();
    void this.#askDiffering();
    this.#draw();
  }

  #keep(): void {
    this.#host.keep({ ...this.#view, selected: [...this.#selected.refs].slice(0, mostKept) });
  }

  #query(): ItemsQuery {
    const view = this.#view;
    const { sort, groupBy } = view;
    return {
      list: { q: listFilter(view), sort: [...sort], columns: this.#columns.asked(view) },
      groupBy,
      values: this.#columns.values(view),
      groupSort: this.#columns.groupSort(view),
    };
  }

  /** `isSameLook`: other runs may be there, but each looks as it did. */
  #draw(isSameLook = false): void {
    const { groupBy, sort } = this.#view;
    const rows = this.#baseline ? [this.#baseline, ...this.#shown] : this.#shown;
    const state: GridState = {
      items: this.#items,
      columns: this.#columns.shown(this.#view),
      sort,
      selected: this.#selected.refs,
      look: {
        now: Date.now() / 1000,
        baseline: this.#baseline,
        groupBy,
        values: this.#columns.values(this.#view),
        directionOf: (metric) => metricDirection(metric, rows),
        sourceLabel: (id) => sourceLabel(id, this.#state),
        sparkOf: (row, metric) => this.#sparks.get(row, metric),
      },
    };
    // What is better than the baseline depends on all runs that are shown.
    this.#grid.update(state, isSameLook && !this.#baseline);
    this.#toolbar.setCount(countText(this.#items));
    const note = emptyText(this.#items, this.#state, this.#view, this.#columns.hasArchived);
    this.#note.hidden = note === null;
    this.#note.textContent = note;
    this.#bar.update(this.#selected.refs.size, isOnlyArchived(this.#view.filter));
  }

  #showProblem(error: string | null): void {
    const text = problemText(error, this.#state);
    this.#problem.hidden = text === "";
    this.#problem.textContent = text;
  }

  readonly #tell = (text: string): void => this.#toast.show(showControls(text));

  #gridEvents(): GridEvents {
    const columns = (change: (all: readonly ViewColumn[]) => readonly ViewColumn[]): void =>
      this.#change({ columns: change(this.#columns.chosen(this.#view)) });
    return {
      onSelect: (line, how) => void this.#selected.select(line, how),
      onSelectAll: () => void this.#selectOr(this.#selected.selectAll()),
      onOpen: (ref) => this.#commands.open(ref),
      onToggle: (name) => this.#items.toggle(name),
      onSort: (field, isMore) => this.#sort(field, isMore),
      onMove: (field, to, side) => columns((all) => movedColumn(all, field, to, side)),
      onStep: (field, step) => columns((all) => steppedColumn(all, field, step)),
      onResize: (field, width) => columns((all) => resizedColumn(all, field, width)),
      onMenu: (cell, at) => this.#openMenu(cell, at),
      onEdit: (cell) => this.#edit(cell),
      onDelete: () =>
        this.#selected.refs.size > 0 && this.#commands.remove([...this.#selected.refs]),
      onCopy: () =>
        this.#selected.refs.size > 0 && this.#commands.copy([...this.#selected.refs], "markdown"),
      onClear: () => this.#selected.clear(),
      onShown: (items) => {
        this.#shown = items.flatMap((item) => (item.kind === "run" ? [item.row] : []));
        const metrics = this.#columns
          .shown(this.#view)
          .flatMap(({ kind, metric }) => (kind === "spark" ? (metric ?? []) : []));
        if (metrics.length > 0) this.#sparks.want(this.#shown, metrics);
      },
    };
  }

  #sort(field: string, isMore: boolean): void {
    const column = this.#columns.shown(this.#view).find((one) => one.field === field);
    if (column?.isSortable !== true) return;
    const usual = column.kind === "number" || column.kind === "time" ? "desc" : "asc";
    this.#change({ sort: nextSort(this.#view.sort, field, usual, isMore) });
  }

  /** `work` says whether all runs that were meant are selected. */
  async #selectOr(work: Promise<boolean>): Promise<void> {
    const isAll = await work.catch((error: unknown) => this.#tell(String(error)));
    if (isAll === false)
      this.#tell(t("Only {n} runs can be selected at once.", { n: mostSelected }));
  }

  #chooseColumns(at: DOMRect): void {
    openColumnChooser(at, this.#columns.known, {
      shown: () => this.#columns.chosen(this.#view),
      onToggle: (field) =>
        this.#change({ columns: toggledColumn(this.#columns.chosen(this.#view), field) }),
      onAuto: () => this.#change({ columns: null }),
      search: (text) => this.#columns.search(text),
    });
  }

  #openMenu(cell: Cell, at: DOMRect): void {
    const column = this.#columns.shown(this.#view)[cell.column];
    if (!column) return;
    openCellMenu(cell, at, column, {
      view: this.#view,
      all: this.#columns.chosen(this.#view),
      items: this.#items,
      selected: this.#selected,
      commands: this.#commands,
      change: (part) => this.#change(part),
      edit: () => this.#edit(cell),
      selectOr: (work) => void this.#selectOr(work),
    });
  }

  #edit(cell: Cell): void {
    const column = this.#columns.shown(this.#view)[cell.column];
    const item = this.#items.at(cell.line);
    const node = this.#grid.nodeOf(cell);
    if (!column?.isEditable || item?.kind !== "run" || !node) return;
    this.#commands.edit(item.row, column, node.getBoundingClientRect());
  }
}
