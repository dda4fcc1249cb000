import fs from "node:fs";

import * as vscode from "vscode";

import { storeFolderName } from "./findStores.ts";
import type { RootChange } from "./sources.ts";

const userFiles = ["config.json", "roots.json"];

/** Bursts, such as a whole tree being copied in, are answered once. */
const settleMs = 50;
/** How often a folder that is not there yet is looked for. */
const lookMs = 1000;

/** Watches every place a store may come into being; `onChange` is called shortly after one did. */
export function watchRoots(
  configDir: string,
  onChange: (where: RootChange) => void,
): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let where: RootChange = "named";
  const soon = (place: RootChange) => {
    if (place === "workspace") where = place;
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange(where);
      where = "named";
    }, settleMs);
  };
  const watchers = new Map<string, vscode.Disposable>();
  const watchFolders = () => {
    for (const [key, watcher] of watchers) {
      watcher.dispose();
      watchers.delete(key);
    }
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const pattern = new vscode.RelativePattern(folder, `**/${storeFolderName}`);
      watchers.set(
        folder.uri.toString(),
        watch(pattern, () => soon("workspace")),
      );
    }
  };
  watchFolders();
  const config = userFiles.map((name) =>
    watch(new vscode.RelativePattern(vscode.Uri.file(configDir), name), () => soon("named")),
  );
  const direct = watchDirectly(configDir, () => soon("named"));
  const trust = vscode.workspace.onDidGrantWorkspaceTrust(() => soon("workspace"));
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    watchFolders();
    soon("workspace");
  });
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    vscode.Disposable.from(...watchers.values(), ...config, direct, trust, folders).dispose();
  });
}

/**
 * The editor's watcher takes its time, and of a folder that comes later it tells nothing of what was already in it: the
 * first run ever on a machine makes the folder and writes into it at once. So this one looks for the folder itself.
 */
function watchDirectly(folder: string, onChange: () => void): vscode.Disposable {
  let watcher: fs.FSWatcher | undefined;
  const begin = (): boolean => {
    try {
      watcher = fs.watch(folder, { persistent: false }, (_, name) => {
        if (name !== null && userFiles.includes(name)) onChange();
      });
      watcher.on("error", () => watcher?.close());
      return true;
    } catch {
      // It is not there yet.
      return false;
    }
  };
  const timer = begin() ? undefined : setInterval(look, lookMs);
  function look(): void {
    if (!begin()) return;
    clearInterval(timer);
    onChange();
  }
  return new vscode.Disposable(() => {
    clearInterval(timer);
    watcher?.close();
  });
}

function watch(pattern: vscode.RelativePattern, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidCreate(onChange);
  watcher.onDidChange(onChange);
  watcher.onDidDelete(onChange);
  return watcher;
}
