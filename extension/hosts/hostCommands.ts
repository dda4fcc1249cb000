import * as vscode from "vscode";
import * as z from "zod";

import type { RemoteClient } from "#core/client/remoteClient.ts";
import type { RemoteViewerState } from "#core/protocol/remote.ts";

import type { CommandHandlers, HostCommandId } from "../contributions.ts";
import type { Dashboards } from "../dashboard/dashboards.ts";
import type { SharedViewer } from "../sources/sharedViewer.ts";
import { sentence } from "../ui/localSentence.ts";
import type { Log } from "../ui/log.ts";
import { buttons, notify } from "../ui/notify.ts";
import { prompts } from "../ui/prompts.ts";
import { plain } from "../ui/sentence.ts";
import { runInTerminal } from "../ui/terminals.ts";
import type { ConnectWizard } from "./connectWizard.ts";
import type { Host } from "./host.ts";
import type { HostMemory } from "./hostMemory.ts";
import type { HostsView } from "./hostsView.ts";
import type { RemoteHosts } from "./remoteHosts.ts";
import { openRemoteSshWindow } from "./remoteSshWindow.ts";
import type { RemoteStores } from "./remoteStores.ts";
import { sshCommand } from "./sshProgram.ts";
import type { ViewerLogs } from "./viewerLogs.ts";

export interface HostServices {
  readonly client: RemoteClient;
  readonly server: SharedViewer;
  readonly hosts: RemoteHosts;
  readonly stores: RemoteStores;
  readonly memory: HostMemory;
  readonly wizard: ConnectWizard;
  readonly view: HostsView;
  readonly dashboards: Dashboards;
  readonly logs: ViewerLogs;
  readonly log: Log;
}

/** What the commands on other machines do. An argument that makes no sense counts as none: then the person is asked. */
export function hostCommands(services: HostServices): Pick<CommandHandlers, HostCommandId> {
  const { client, server, hosts, stores, memory, wizard, view, dashboards, logs } = services;

  const connect = async (host: Host | undefined, isStoreAsked = false): Promise<void> => {
    const failure = await wizard.run({ host, isStoreAsked });
    if (failure === undefined) return;
    await tellFailure(failure.error, services.log, async () => connect(failure.host, isStoreAsked));
  };

  const withHost = async (
    argument: unknown,
    act: (host: Host) => Promise<void> | void,
    isMeant?: (host: Host) => boolean,
  ): Promise<void> => {
    const meant = isMeant === undefined ? hosts.all : hosts.all.filter(isMeant);
    const only = isMeant !== undefined && meant.length === 1 ? meant[0] : undefined;
    const host = hostOf(argument, services) ?? only ?? (await pickHost(meant));
    if (host !== undefined) await act(host);
  };

  const withViewer = async (
    argument: unknown,
    act: (host: Host, viewer: RemoteViewerState) => Promise<void>,
  ): Promise<void> =>
    withHost(
      argument,
      async (host) => {
        const viewers = host.connection?.viewers ?? [];
        const viewer = viewers.length > 1 ? await pickViewer(viewers) : viewers[0];
        if (viewer !== undefined) await act(host, viewer);
        else if (viewers.length === 0) {
          void notify.info(sentence`No viewer runs on ${host.name}: connect it first.`);
        }
      },
      hasViewer,
    );

  return {
    "runicorn.connectRemote": (argument) => connect(hostOf(argument, services)),
    "runicorn.changeRemoteStore": (argument) => withHost(argument, (host) => connect(host, true)),
    "runicorn.reconnectRemote": (argument) => withHost(argument, (host) => connect(host)),
    "runicorn.disconnectRemote": (argument) =>
      withHost(
        argument,
        async (host) => {
          stores.release(host);
          const id = host.connection?.connection_id;
          if (id !== undefined) await client.removeConnection({ params: { id }, query: {} });
        },
        isConnected,
      ),
    "runicorn.stopRemoteViewer": (argument) =>
      withViewer(argument, async (host, { session_id, remote_root }) => {
        stores.release(host, remote_root);
        await client.stopViewer({ body: { session_id } });
      }),
    "runicorn.showRemoteLog": (argument) =>
      withViewer(argument, async (host, viewer) => logs.show(host, viewer)),
    "runicorn.openRemoteInBrowser": (argument) =>
      withViewer(argument, async (_, { session_id }) => {
        const { url } = await client.openViewer({ body: { connection_id: session_id } });
        const uri = await vscode.env.asExternalUri(vscode.Uri.parse(url, true));
        await vscode.env.openExternal(uri);
      }),
    "runicorn.openRemoteTerminal": (argument) =>
      withHost(argument, ({ name }) => {
        runInTerminal(plain(name), sshCommand(name), undefined);
      }),
    "runicorn.openRemoteWindow": (argument) =>
      withHost(argument, async (host) => {
        await openRemoteSshWindow(host.name, stores.of(host)[0]?.source.root);
      }),
    "runicorn.copyRemoteAddress": (argument) =>
      withHost(argument, async ({ address }) => vscode.env.clipboard.writeText(address)),
    "runicorn.removeRemote": (argument) =>
      withHost(argument, async (host) => {
        stores.remove(host);
        await memory.forget(host.name);
        const id = host.connection?.connection_id;
        if (id !== undefined) await client.removeConnection({ params: { id }, query: {} });
        const params = { id: host.savedId ?? "" };
        if (host.savedId !== undefined) await client.removeSavedConnection({ params });
        if (!host.isListed || host.savedId !== undefined) hosts.remove(host);
        await hosts.refresh();
      }),
    "runicorn.refreshHosts": async () => {
      server.restart();
      await hosts.refresh();
    },
    "runicorn.openSelectedHost": async () => {
      const node = await view.selected();
      if (node?.kind === "run") dashboards.open({ source: node.source.id, run: node.run.id });
      else if (node?.kind === "more") await node.load();
      else if (node?.kind === "problem") node.source.restart();
      else if (node?.kind === "hostReason") await connect(node.host);
      else if (node?.kind === "hostsUnavailable") {
        server.restart();
        await hosts.refresh();
      }
    },
  };
}

function isConnected({ connection }: Host): boolean {
  return connection !== undefined && connection.status !== "disconnected";
}

function hasViewer({ connection }: Host): boolean {
  return (connection?.viewers.length ?? 0) > 0;
}

const HostArgument = z.union([
  z.string(),
  z.object({ kind: z.literal("host"), name: z.string() }).transform(({ name }) => name),
  z.object({ host: z.object({ name: z.string() }) }).transform(({ host }) => host.name),
  z.object({ source: z.object({ id: z.string() }) }).transform(({ source }) => source.id),
]);

/** The machine a command was called with: by name, by a line of a tree, or by the id of one of its stores. */
function hostOf(argument: unknown, { hosts, stores }: HostServices): Host | undefined {
  const name = HostArgument.safeParse(argument).data;
  if (name === undefined) return undefined;
  return hosts.get(name) ?? stores.all.find(({ source }) => source.id === name)?.host;
}

async function pickHost(meant: readonly Host[]): Promise<Host | undefined> {
  if (meant.length === 0) {
    void notify.info(sentence`No other machine is connected: use Runicorn: Connect to Remote….`);
    return undefined;
  }
  const items = meant.map((host) => ({
    label: plain(host.name),
    description: host.address === host.name ? "" : plain(host.address),
    host,
  }));
  return (await prompts.pick("Remote host", items))?.host;
}

async function pickViewer(
  viewers: readonly RemoteViewerState[],
): Promise<RemoteViewerState | undefined> {
  const items = viewers.map((viewer) => ({
    label: plain(viewer.remote_root),
    description: vscode.l10n.t(viewer.status),
    viewer,
  }));
  return (await prompts.pick("Viewer", items))?.viewer;
}

/** Says why a machine is not connected, with a button that tries again. */
async function tellFailure(error: unknown, log: Log, retry: () => Promise<void>): Promise<void> {
  log.error("connecting to another machine", error);
  const reason = error instanceof Error ? error.message : String(error);
  const choice = await notify.error(sentence`${reason}`, buttons.retry, buttons.showLog);
  if (choice === buttons.retry) await retry();
  if (choice === buttons.showLog) log.show();
}
