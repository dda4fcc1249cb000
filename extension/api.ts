import type * as vscode from "vscode";

import type { ExperimentNode } from "./experiments/nodes.ts";

/** What `vscode.extensions.getExtension("runicorn.runicorn").exports` is. */
export interface RunicornExports {
  /** Version 1 only grows; any other number throws. */
  getApi(version: 1): RunicornApi;
}

export interface RunicornApi {
  readonly version: 1;
  /** Milliseconds `activate` took. */
  readonly activationMs: number;
  /** The stores shown in this window. */
  sources(): readonly SourceInfo[];
  readonly onDidChangeSources: vscode.Event<void>;
  /** Runs going on now, over all stores. */
  runningCount(): number;
  /** The Experiments view's tree. */
  readonly experiments: vscode.TreeDataProvider<ExperimentNode>;
  /** Opens a run's dashboard; `run` is `<source id>:<run id>`. */
  openRun(run: string): Promise<void>;
}

interface SourceInfo {
  readonly id: string;
  readonly label: string;
  /** Absolute path on the machine it lies on. */
  readonly root: string;
  /** `user@host` of another machine; undefined for the one the extension runs on. */
  readonly host: string | undefined;
}
