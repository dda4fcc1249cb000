import assert from "node:assert/strict";

import * as vscode from "vscode";

import type { RunicornApi, RunicornExports } from "#extension/api.ts";
import type { ExperimentNode } from "#extension/experiments/nodes.ts";
import { until } from "#test/support/until.ts";

export function extension(): vscode.Extension<RunicornExports> {
  const found = vscode.extensions.getExtension<RunicornExports>("runicorn.runicorn");
  assert.ok(found, "the extension is not installed");
  return found;
}

export async function runicorn(): Promise<RunicornApi> {
  return (await extension().activate()).getApi(1);
}

/** The tree below an element, read as VS Code reads it. */
export async function childrenOf(
  api: RunicornApi,
  node?: ExperimentNode,
): Promise<readonly ExperimentNode[]> {
  return until(async () => {
    const children = (await api.experiments.getChildren(node)) ?? [];
    return !children.some(({ kind }) => kind === "loading") && children;
  });
}

export async function itemOf(api: RunicornApi, node: ExperimentNode): Promise<vscode.TreeItem> {
  return api.experiments.getTreeItem(node);
}

/** Opens elements with these labels, one below the other, and gives the children of the last one. */
export async function open(
  api: RunicornApi,
  ...labels: readonly string[]
): Promise<readonly ExperimentNode[]> {
  let nodes = await childrenOf(api);
  for (const label of labels) {
    const items = await Promise.all(nodes.map((node) => itemOf(api, node)));
    const node = nodes[items.findIndex((item) => item.label === label)];
    assert.ok(node, `no ${label} among ${JSON.stringify(items.map((item) => item.label))}`);
    nodes = await childrenOf(api, node);
  }
  return nodes;
}
