import path from "node:path";

import type * as vscode from "vscode";
import * as z from "zod";

import type { StoreRoot } from "../sources/storeRoots.ts";
import { sentence } from "../ui/localSentence.ts";
import { buttons, notify } from "../ui/notify.ts";
import { prompts } from "../ui/prompts.ts";
import type { Settings } from "../ui/settings.ts";

const offeredKey = "offeredRoots";

/** Offers stores that scripts wrote to outside the workspace: one notification, once per store, one click to show it. */
export class OfferRoots {
  readonly #memory: vscode.Memento;
  readonly #settings: Settings;

  constructor(memory: vscode.Memento, settings: Settings) {
    this.#memory = memory;
    this.#settings = settings;
  }

  async offer(roots: readonly StoreRoot[]): Promise<void> {
    const before = z.array(z.string()).catch([]).parse(this.#memory.get(offeredKey));
    const fresh = roots.filter((root) => !before.includes(root.id));
    const [first] = fresh;
    if (first === undefined) return;
    await this.#memory.update(
      offeredKey,
      [...before, ...fresh.map((root) => root.id)].slice(-1000),
    );
    const text =
      fresh.length === 1
        ? sentence`Training runs were recorded in ${path.normalize(first.path)}.`
        : sentence`Training runs were recorded in ${String(fresh.length)} folders outside this workspace.`;
    const button = await notify.info(text, buttons.showRuns, buttons.notNow);
    if (button !== buttons.showRuns) return;
    const wanted = fresh.length === 1 ? fresh : await pickRoots(fresh);
    if (wanted.length > 0) {
      await this.#settings.addStorageRoots(wanted.map((root) => root.path));
    }
  }
}

async function pickRoots(roots: readonly StoreRoot[]): Promise<readonly StoreRoot[]> {
  const items = roots.map((root) => ({
    label: root.label,
    description: root.path,
    picked: true,
    root,
  }));
  const picked = await prompts.pickMany("Folders whose runs to show", items);
  return (picked ?? []).map((item) => item.root);
}
