import * as vscode from "vscode";
import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import type { NamedView } from "#webviews/table/messages.ts";

import type { Log } from "../ui/log.ts";
import { type SavedViews, withView } from "./savedViews.ts";
import { SharedViews } from "./sharedViews.ts";

const memento = "runicorn.tableViews";

/** Views of the runs table: a person's own in the state of the workspace, and everybody's in a file of each of its folders. */
export class TableViews {
  readonly #state: vscode.Memento;
  readonly #log: Log;
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #owned: vscode.Disposable[] = [this.#emitter];
  #shared: readonly SharedViews[] = [];
  #watching = false;

  constructor(state: vscode.Memento, log: Log) {
    this.#state = state;
    this.#log = log;
  }

  readonly onChange = this.#emitter.event;

  /** Whether there is a project whose file can hold views. */
  get canShare(): boolean {
    return (vscode.workspace.workspaceFolders ?? []).length > 0;
  }

  get all(): readonly NamedView[] {
    const named = (views: SavedViews, isShared: boolean): NamedView[] =>
      Object.entries(views).map(([name, view]) => ({ name, isShared, view }));
    const shared = this.#shared.flatMap(({ folder, views }) =>
      named(views, true).map((view) =>
        this.#shared.length > 1 ? { ...view, folder: folder.name } : view,
      ),
    );
    return [...shared, ...named(this.#own(), false)];
  }

  /** Reads the files, and again whenever one changes. */
  async watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    this.#owned.push(vscode.workspace.onDidChangeWorkspaceFolders(() => void this.#follow()));
    await this.#follow();
  }

  /** Keeps a view to oneself. */
  async setOwn(name: string, view: unknown): Promise<void> {
    await this.#state.update(memento, withView(this.#own(), name, view));
    this.#emitter.fire();
  }

  /** Saves a view for everybody: where there is one of this name, else where the person says. */
  async share(name: string, view: unknown): Promise<void> {
    const found = this.#holders(name)[0] ?? (await this.#askWhere());
    await found?.set(name, view);
  }

  /** Forgets a view of everybody's; `folder` says which, where there are several. */
  async unshare(name: string, folder: string | undefined): Promise<void> {
    const holders = this.#holders(name);
    const one = holders.find((shared) => folder === undefined || shared.folder.name === folder);
    await one?.set(name, undefined);
  }

  dispose(): void {
    for (const owned of [...this.#owned.splice(0), ...this.#shared]) owned.dispose();
    this.#shared = [];
  }

  #own(): SavedViews {
    return z.record(z.string(), z.unknown()).catch({}).parse(this.#state.get(memento));
  }

  #holders(name: string): readonly SharedViews[] {
    return this.#shared.filter(({ views }) => Object.hasOwn(views, name));
  }

  /** The only folder there is, or the one a person picks; undefined: they changed their mind. */
  async #askWhere(): Promise<SharedViews | undefined> {
    const [only, ...others] = this.#shared;
    if (!only) {
      const why = vscode.l10n.t("Open a folder to share views in it.");
      throw new RunicornError("invalid_request", why);
    }
    if (others.length === 0) return only;
    const placeHolder = vscode.l10n.t("Folder whose .runicorn/views.json is to hold the view");
    const picked = await vscode.window.showWorkspaceFolderPick({ placeHolder });
    return this.#shared.find(({ folder }) => folder.index === picked?.index);
  }

  async #follow(): Promise<void> {
    for (const shared of this.#shared) shared.dispose();
    const changed = (): void => this.#emitter.fire();
    this.#shared = (vscode.workspace.workspaceFolders ?? []).map(
      (folder) => new SharedViews(folder, this.#log, changed),
    );
    await Promise.all(this.#shared.map((shared) => shared.read()));
    changed();
  }
}
