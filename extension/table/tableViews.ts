import * as vscode from "vscode";
import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import type { NamedView } from "#webviews/table/messages.ts";

import type { Log } from "../ui/log.ts";
import { formatSavedViews, parseSavedViews, type SavedViews, withView } from "./savedViews.ts";

const memento = "runicorn.tableViews";
const fileName = ".runicorn/views.json";

/** Views of the runs table: a person's own in the state of the workspace, and everybody's in a file of the project. */
export class TableViews {
  readonly #state: vscode.Memento;
  readonly #log: Log;
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #owned: vscode.Disposable[] = [this.#emitter];
  #shared: SavedViews = {};
  #watching = false;

  constructor(state: vscode.Memento, log: Log) {
    this.#state = state;
    this.#log = log;
  }

  readonly onChange = this.#emitter.event;

  /** Whether there is a project whose file can hold views. */
  get canShare(): boolean {
    return this.#file() !== undefined;
  }

  get all(): readonly NamedView[] {
    const named = (views: SavedViews, isShared: boolean): NamedView[] =>
      Object.entries(views).map(([name, view]) => ({ name, isShared, view }));
    return [...named(this.#shared, true), ...named(this.#own(), false)];
  }

  /** Reads the file, and again whenever it changes. */
  async watch(): Promise<void> {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (this.#watching || !folder) return;
    this.#watching = true;
    const pattern = new vscode.RelativePattern(folder, fileName);
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const read = (): void => void this.#read();
    this.#owned.push(
      watcher,
      watcher.onDidChange(read),
      watcher.onDidCreate(read),
      watcher.onDidDelete(read),
    );
    await this.#read();
  }

  /** Saves a view or, where it is undefined, forgets the one of that name. */
  async set(name: string, isShared: boolean, view: unknown): Promise<void> {
    if (isShared) await this.#write(name, view);
    else await this.#state.update(memento, withView(this.#own(), name, view));
    this.#emitter.fire();
  }

  dispose(): void {
    for (const owned of this.#owned.splice(0)) owned.dispose();
  }

  #own(): SavedViews {
    return z.record(z.string(), z.unknown()).catch({}).parse(this.#state.get(memento));
  }

  async #read(): Promise<void> {
    const views = parseSavedViews(await this.#text());
    if (views === undefined) this.#log.warn(`${fileName} cannot be read: it is no file of views`);
    this.#shared = views ?? {};
    this.#emitter.fire();
  }

  async #write(name: string, view: unknown): Promise<void> {
    const file = this.#file();
    if (!file) {
      const why = vscode.l10n.t("Open a folder to share views in it.");
      throw new RunicornError("invalid_request", why);
    }
    // Somebody may have changed it since.
    const views = parseSavedViews(await this.#text());
    if (views === undefined) {
      const why = vscode.l10n.t(
        "{0} holds something else than views: repair or remove it first.",
        fileName,
      );
      throw new RunicornError("invalid_request", why);
    }
    this.#shared = withView(views, name, view);
    const bytes = new TextEncoder().encode(formatSavedViews(this.#shared));
    await vscode.workspace.fs.writeFile(file, bytes);
  }

  async #text(): Promise<string> {
    const file = this.#file();
    if (!file) return "";
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return "";
      throw error;
    }
  }

  #file(): vscode.Uri | undefined {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    return folder && vscode.Uri.joinPath(folder.uri, fileName);
  }
}
