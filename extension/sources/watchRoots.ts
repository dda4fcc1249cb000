import fs from "node:fs";

import * as vscode from "vscode";

import { storeFolderName } from "./findStores.ts";
import type { RootChange } from "./sources.ts";

const userFiles = ["config.json", "roots.json"];

/** Bursts, such as a whole tree being copied in, are answered once. */
const settleMs = 50;

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

/** The editor's watcher sees a folder that comes later, too, but takes its time; this one tells at once. */
function watchDirectly(folder: string, onChange: () => void): vscode.Disposable {
  try {
    const watcher = fs.watch(folder, { persistent: false }, (_, name) => {
      if (name !== null && userFiles.includes(name)) onChange();
    });
    watcher.on("error", () => watcher.close());
    return new vscode.Disposable(() => watcher.close());
  } catch {
    return new vscode.Disposable(() => undefined);
  }
}

function watch(pattern: vscode.RelativePattern, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidCreate(onChange);
  watcher.onDidChange(onChange);
  watcher.onDidDelete(onChange);
  return watcher;
}
