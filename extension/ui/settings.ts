import * as vscode from "vscode";
import * as z from "zod";

import type { ChartSettings } from "#webviews/shared/messages.ts";

import { settingDefaults, type SettingId } from "../contributions.ts";

/** The only reader of the configuration. A value of the wrong type counts as not set. */
export class Settings {
  get storageRoots(): readonly string[] {
    return z
      .array(z.string().min(1))
      .catch([...settingDefaults["runicorn.storage.roots"]])
      .parse(read("runicorn.storage.roots"));
  }

  async addStorageRoots(roots: readonly string[]): Promise<void> {
    await vscode.workspace
      .getConfiguration()
      .update(
        "runicorn.storage.roots" satisfies SettingId,
        [...new Set([...this.storageRoots, ...roots])],
        vscode.ConfigurationTarget.Global,
      );
  }

  /** Empty: the editor's own Node. */
  get nodePath(): string {
    return z
      .string()
      .trim()
      .catch(settingDefaults["runicorn.node.path"])
      .parse(read("runicorn.node.path"));
  }

  get showAlerts(): boolean {
    return z
      .boolean()
      .catch(settingDefaults["runicorn.alerts.show"])
      .parse(read("runicorn.alerts.show"));
  }

  get reconnectOnStart(): boolean {
    return z
      .boolean()
      .catch(settingDefaults["runicorn.remote.reconnectOnStart"])
      .parse(read("runicorn.remote.reconnectOnStart"));
  }

  get charts(): ChartSettings {
    return {
      smoothing: z
        .number()
        .min(0)
        .max(0.99)
        .catch(settingDefaults["runicorn.charts.smoothing"])
        .parse(read("runicorn.charts.smoothing")),
      points: z
        .number()
        .int()
        .min(100)
        .max(20_000)
        .catch(settingDefaults["runicorn.charts.points"])
        .parse(read("runicorn.charts.points")),
    };
  }

  /** Calls back when one of these settings has changed. */
  onChange(ids: readonly SettingId[], listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (ids.some((id) => event.affectsConfiguration(id))) listener();
    });
  }

  /** Opens the settings editor at one of ours. */
  async open(id: SettingId): Promise<void> {
    await vscode.commands.executeCommand("workbench.action.openSettings", id);
  }
}

function read(id: SettingId): unknown {
  return vscode.workspace.getConfiguration().get(id);
}
