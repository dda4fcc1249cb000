import * as vscode from "vscode";

import { RunicornError } from "#core/protocol/errors.ts";

import type { Log } from "../ui/log.ts";
import { formatSavedViews, parseSavedViews, type SavedViews, withView } from "./savedViews.ts";

const fileName = ".runicorn/views.json";

/** The views in the file of one folder of the workspace, for everybody who works in it. */
export class SharedViews {
  readonly folder: vscode.WorkspaceFolder;
  readonly #log: Log;
  readonly #onChange: () => void;
  readonly #watcher: vscode.FileSystemWatcher;
  #views: SavedViews = {};

  /** `onChange`: the file holds other views than before. */
  constructor(folder: vscode.WorkspaceFolder, log: Log, onChange: () => void) {
    this.folder = folder;
    this.#log = log;
    this.#onChange = onChange;
    const pattern = new vscode.RelativePattern(folder, fileName);
    this.#watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const read = (): void => void this.read();
    this.#watcher.onDidChange(read);
    this.#watcher.onDidCreate(read);
    this.#watcher.onDidDelete(read);
  }

  /** As they were when the file was read last. */
  get views(): SavedViews {
    return this.#views;
  }

  async read(): Promise<void> {
    const views = parseSavedViews(await this.#text());
    if (views === undefined) this.#log.warn(`${fileName} cannot be read: it is no file of views`);
    this.#views = views ?? {};
    this.#onChange();
  }

  /** Saves a view or, where it is undefined, forgets the one of that name. */
  async set(name: string, view: unknown): Promise<void> {
    // Somebody may have changed it since.
    const views = parseSavedViews(await this.#text());
    if (views === undefined) {
      const why = vscode.l10n.t(
        "{0} holds something else than views: repair or remove it first.",
        fileName,
      );
      throw new RunicornError("invalid_request", why);
    }
    this.#views = withView(views, name, view);
    const bytes = new TextEncoder().encode(formatSavedViews(this.#views));
    await vscode.workspace.fs.writeFile(this.#file, bytes);
    this.#onChange();
  }

  dispose(): void {
    this.#watcher.dispose();
  }

  get #file(): vscode.Uri {
    return vscode.Uri.joinPath(this.folder.uri, fileName);
  }

  async #text(): Promise<string> {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#file));
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return "";
      throw error;
    }
  }
}
