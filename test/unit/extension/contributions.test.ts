import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import {
  commandIds,
  compareViewType,
  contextKeys,
  dashboardViewType,
  itemKinds,
  settingDefaults,
  tableViewType,
  viewContainerId,
  viewIds,
} from "#extension/contributions.ts";

interface Menu {
  command: string;
  when?: string;
}

interface Manifest {
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string; enablement?: string }[];
    views: Record<string, { id: string }[]>;
    viewsContainers: { activitybar: { id: string }[] };
    viewsWelcome: { view: string; contents: string; when: string }[];
    menus: Record<string, Menu[]>;
    configuration: { properties: Record<string, { default: unknown; scope: string }> };
  };
}

const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as unknown;
const english = read("package.nls.json") as Record<string, string>;
/** As the editor reads it. */
const text = readFileSync("package.json", "utf8").replaceAll(/"%([\w.]+)%"/gu, (_, key: string) =>
  JSON.stringify(english[key]),
);
const { contributes, activationEvents, capabilities } = JSON.parse(text) as Manifest;
const menus = Object.values(contributes.menus).flat();
const sorted = (ids: readonly string[]) => [...ids].sort();

describe("the manifest and contributions.ts", () => {
  it("have the same commands, all with a palette title", () => {
    const { commands } = contributes;
    assert.deepEqual(sorted(commands.map((c) => c.command)), sorted(commandIds));
    for (const { category, title } of commands) {
      assert.equal(category, "Runicorn");
      assert.match(title, /^[A-Z]/);
    }
  });

  it("have the same views, settings and defaults", () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map((c) => c.id),
      [viewContainerId],
    );
    assert.deepEqual(
      contributes.views[viewContainerId]?.map((view) => view.id),
      viewIds,
    );
    const { properties } = contributes.configuration;
    assert.deepEqual(
      Object.fromEntries(Object.entries(properties).map(([id, p]) => [id, p.default])),
      settingDefaults,
    );
    for (const type of [compareViewType, dashboardViewType, tableViewType]) {
      assert.ok(activationEvents.includes(`onWebviewPanel:${type}`), type);
    }
  });

  it("name only commands, contexts and items that exist", () => {
    const known = new Set<string>(commandIds);
    for (const { command } of menus) assert.ok(known.has(command), command);
    const whens = [
      ...menus.map((m) => m.when),
      ...contributes.viewsWelcome.map((w) => w.when),
      ...contributes.commands.map((c) => c.enablement),
    ].join(" ");
    const ours = new Set<string>([...contextKeys, ...viewIds, tableViewType]);
    for (const [key] of whens.matchAll(/runicorn\.\w+/g)) assert.ok(ours.has(key), key);
    const kinds = new Set<string>(itemKinds);
    for (const [, kind] of whens.matchAll(/viewItem == (\w+)/g)) assert.ok(kinds.has(kind ?? ""));
    for (const { contents } of contributes.viewsWelcome) {
      for (const [, id] of contents.matchAll(/\(command:(runicorn\.\w+)\)/g)) {
        assert.ok(known.has(id ?? ""), id);
      }
    }
  });

  it("let no workspace say which program runs or what is read", () => {
    const { properties } = contributes.configuration;
    assert.equal(properties["runicorn.node.path"]?.scope, "machine");
    assert.equal(properties["runicorn.remote.reconnectOnStart"]?.scope, "machine");
    assert.deepEqual(sorted(capabilities.untrustedWorkspaces.restrictedConfigurations), [
      "runicorn.node.path",
      "runicorn.remote.reconnectOnStart",
      "runicorn.storage.roots",
    ]);
  });
});
