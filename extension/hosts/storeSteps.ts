import * as vscode from "vscode";

import type { RemoteClient } from "#core/client/remoteClient.ts";
import type { RemoteEnvironment } from "#core/protocol/remoteEnvironments.ts";

import { pickStep } from "../ui/quickSteps.ts";
import { plain } from "../ui/sentence.ts";
import { goBack, type StepAnswer } from "../ui/stepAnswer.ts";
import { wizardTitle } from "./loginPrompts.ts";

interface StepPlace {
  readonly client: Pick<RemoteClient, "listEnvironments" | "listRemoteFolder" | "remoteFileExists">;
  readonly connection: string;
  /** Of the machine, for people. */
  readonly host: string;
  readonly canGoBack: boolean;
}

type EnvironmentPick = vscode.QuickPickItem & {
  readonly environment?: string;
  /** Undefined: it is to be asked for. */
  readonly root?: string;
};

/** Asks which runs to show: those of an environment, which knows where its trainings store them, or those of a known store. */
export async function askEnvironment(place: StepPlace): Promise<StepAnswer<EnvironmentPick>> {
  const { client, connection, host, canGoBack } = place;
  return pickStep<EnvironmentPick>({
    title: wizardTitle(vscode.l10n.t("runs on {0}", host)),
    placeHolder: vscode.l10n.t("An environment, a store, or another folder"),
    canGoBack,
    items: async () => {
      const query = { connection_id: connection };
      const found = await client.listEnvironments({ query });
      const { environments, storage_roots, truncated } = found;
      const detail = truncated
        ? vscode.l10n.t("There is more than is listed here: type it, or look for it")
        : vscode.l10n.t("Type it, or look for it");
      const other = { label: `$(folder) ${vscode.l10n.t("Another Folder…")}`, detail };
      const telling = environments.filter(({ storage_root }) => storage_root !== null);
      const silent = environments.filter(({ storage_root }) => storage_root === null);
      const roots = storage_roots.filter((root) => !telling.some((e) => e.storage_root === root));
      const areThere = await Promise.all(roots.map((root) => isFolder(place, root)));
      return [
        ...telling.toSorted(byUse).map(environmentItem),
        ...roots.filter((_, i) => areThere[i]).map(storeItem),
        ...silent.toSorted(byUse).map(environmentItem),
        other,
      ];
    },
  });
}

/** Those with Runicorn come first. */
function byUse(a: RemoteEnvironment, b: RemoteEnvironment): number {
  const rank = ({ runicorn_version, is_default }: RemoteEnvironment) =>
    (runicorn_version === null ? 2 : 0) + (is_default ? 0 : 1);
  return rank(a) - rank(b);
}

function environmentItem(environment: RemoteEnvironment): EnvironmentPick {
  const { name, type, python_version, runicorn_version, storage_root, path, refused } = environment;
  const facts = [
    type,
    python_version && `Python ${python_version}`,
    runicorn_version && `Runicorn ${runicorn_version}`,
  ];
  return {
    label: `${refused === undefined ? "$(symbol-namespace)" : "$(warning)"} ${plain(name)}`,
    description: plain(facts.filter(Boolean).join(" · ")),
    detail: plain(refused ?? storage_root ?? vscode.l10n.t("{0} · says nothing of a store", path)),
    environment: name,
    ...(storage_root !== null && { root: storage_root }),
  };
}

function storeItem(root: string): EnvironmentPick {
  const detail = vscode.l10n.t("Trainings there store runs here");
  return { label: `$(database) ${plain(root)}`, detail, root };
}

type FolderPick = vscode.QuickPickItem & {
  readonly go?: string;
  readonly use?: string;
  /** To be looked for before it is used. */
  readonly isTyped?: boolean;
};

/** Asks for the folder that holds the runs: typed, or found by looking around on that machine. */
export async function askRoot(place: StepPlace, start: string): Promise<StepAnswer<string>> {
  const { host, canGoBack } = place;
  let folder = start;
  let missing: string | undefined;
  for (;;) {
    const here = listFolder(place, folder).catch(unreadable);
    const picked = await pickStep<FolderPick>({
      title: wizardTitle(vscode.l10n.t("folder that holds the runs on {0}", host)),
      placeHolder: vscode.l10n.t("Type a path, or look around"),
      canGoBack,
      isTyped: true,
      items: async (typed) => [...missingItems(missing), ...typedItems(typed), ...(await here)],
    });
    if (picked === undefined || picked === goBack) return picked;
    const { use } = picked;
    if (use !== undefined && (picked.isTyped !== true || (await isFolder(place, use)))) return use;
    missing = use;
    folder = picked.go ?? folder;
  }
}

function typedItems(typed: string): FolderPick[] {
  const path = typed.trim();
  if (!/^[/~]/.test(path)) return [];
  return [{ label: useLabel(path), alwaysShow: true, use: path, isTyped: true }];
}

/** A training may begin to store there later, so it can be had all the same. */
function missingItems(path: string | undefined): FolderPick[] {
  if (path === undefined) return [];
  const detail = vscode.l10n.t(
    "There is no such folder yet. Its runs are shown as soon as there are some.",
  );
  return [
    {
      label: `$(warning) ${vscode.l10n.t("Use {0} All the Same", plain(path))}`,
      detail,
      use: path,
    },
  ];
}

async function isFolder({ client, connection }: StepPlace, path: string): Promise<boolean> {
  const query = { connection_id: connection, path };
  return (await client.remoteFileExists({ query })).is_dir;
}

function unreadable(error: unknown): FolderPick[] {
  const why = error instanceof Error ? error.message : String(error);
  return [{ label: `$(warning) ${plain(why)}`, go: "~" }];
}

async function listFolder(place: StepPlace, folder: string): Promise<FolderPick[]> {
  const query = { connection_id: place.connection, path: folder };
  const { path, items, truncated } = await place.client.listRemoteFolder({ query });
  const parent = path.replace(/\/[^/]*\/?$/, "") || "/";
  const folders = items.filter(({ is_dir }) => is_dir);
  return [
    { label: useLabel(path), use: path },
    ...(path === "/" ? [] : [{ label: "$(arrow-up) ..", go: parent }]),
    ...folders.map(({ name }) => ({
      label: `$(folder) ${plain(name)}`,
      go: `${path === "/" ? "" : path}/${name}`,
    })),
    ...(truncated
      ? [{ label: `$(info) ${vscode.l10n.t("There Are More: Type the Path")}`, go: path }]
      : []),
  ];
}

function useLabel(path: string): string {
  return `$(check) ${vscode.l10n.t("Use {0}", plain(path))}`;
}
