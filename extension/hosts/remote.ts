import * as vscode from "vscode";

import { createRemoteClient } from "#core/client/remoteClient.ts";

import type { CommandHandlers, HostCommandId } from "../contributions.ts";
import type { Dashboards } from "../dashboard/dashboards.ts";
import type { ExperimentsTree } from "../experiments/experimentsTree.ts";
import type { RunicornPrograms } from "../sources/runicornPrograms.ts";
import { SharedViewer } from "../sources/sharedViewer.ts";
import type { Sources } from "../sources/sources.ts";
import { sentence } from "../ui/localSentence.ts";
import type { Log } from "../ui/log.ts";
import { buttons, notify } from "../ui/notify.ts";
import type { Settings } from "../ui/settings.ts";
import { isKeyringBasic } from "./basicKeyring.ts";
import { ConnectWizard } from "./connectWizard.ts";
import { CrashWatch } from "./crashWatch.ts";
import type { Host } from "./host.ts";
import { hostCommands } from "./hostCommands.ts";
import { HostMemory } from "./hostMemory.ts";
import { HostSecrets } from "./hostSecrets.ts";
import { HostsTree } from "./hostsTree.ts";
import { HostsView } from "./hostsView.ts";
import { Reconnector } from "./reconnector.ts";
import { RemoteHosts } from "./remoteHosts.ts";
import { RemoteLog } from "./remoteLog.ts";
import { watchRemoteSsh } from "./remoteSshWindow.ts";
import { RemoteStores } from "./remoteStores.ts";
import { tellCrash } from "./tellCrash.ts";
import { ViewerLogs } from "./viewerLogs.ts";

export interface RemoteServices {
  readonly context: vscode.ExtensionContext;
  /** Of the person: where the record of the shared viewer lies. */
  readonly configDir: string;
  readonly settings: Settings;
  readonly programs: RunicornPrograms;
  readonly sources: Sources;
  readonly experiments: ExperimentsTree;
  readonly dashboards: Dashboards;
  readonly log: Log;
}

/** Other machines: all that has to do with them, built in order and ended in reverse. Building does no I/O. */
export class Remote {
  readonly commands: Pick<CommandHandlers, HostCommandId>;
  readonly #services: RemoteServices;
  readonly #reconnector: Reconnector;
  readonly #server: SharedViewer;
  readonly #owned: { dispose(): void }[] = [];
  #isRestored = false;

  constructor(services: RemoteServices) {
    this.#services = services;
    const { context, configDir, programs, sources, experiments, dashboards, log } = services;
    const server = new SharedViewer({
      configDir,
      version: programs.version,
      env: process.env,
      allowed: () => vscode.workspace.isTrusted,
      command: () => programs.shared(),
      log,
      onGivenUp: (reason) => void this.#tellGivenUp(reason),
    });
    this.#server = server;
    const client = createRemoteClient(server.transport);
    const hosts = new RemoteHosts(server, client);
    const memory = new HostMemory(context.globalState, context.workspaceState);
    const { appRoot, remoteName } = vscode.env;
    const { env, platform } = process;
    const secrets = new HostSecrets({ storage: context.secrets, log }, memory, async () =>
      // Where this runs on another machine, the editor keeps its secrets elsewhere.
      remoteName === undefined ? isKeyringBasic({ appRoot, platform, env }) : false,
    );
    const reconnect = ({ name }: Host) =>
      void vscode.commands.executeCommand("runicorn.reconnectRemote" satisfies HostCommandId, name);
    const stores = new RemoteStores({
      server,
      hosts,
      sources,
      memory,
      reconnect,
    });
    const wizard = new ConnectWizard({ client, hosts, stores, memory, secrets, configDir });
    const tree = new HostsTree(hosts, stores, experiments);
    const view = new HostsView(tree, hosts);
    const remoteLog = new RemoteLog();
    const logs = new ViewerLogs(client, remoteLog);
    this.#reconnector = new Reconnector({ client, hosts, stores, memory, secrets, log });
    this.commands = hostCommands({
      client,
      server,
      hosts,
      stores,
      memory,
      wizard,
      view,
      dashboards,
      logs,
      log,
    });
    const crashes = new CrashWatch({
      client,
      hosts,
      stores,
      onCrash: (crash) => void tellCrash(crash, { logs, retry: reconnect }),
    });
    this.#owned.push(
      server,
      hosts,
      stores,
      tree,
      view,
      remoteLog,
      crashes,
      this.#reconnector,
      watchRemoteSsh(),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.start()),
      // A laptop that was asleep, or a person who was away: the network may be another one.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#reconnector.retry();
      }),
    );
  }

  /** Brings back what the window had open when it was last there; nobody waits for it. */
  start(): void {
    const { settings, log } = this.#services;
    if (this.#isRestored || !vscode.workspace.isTrusted || !settings.reconnectOnStart) return;
    this.#isRestored = true;
    this.#reconnector
      .restore()
      .catch((error: unknown) => log.error("connecting to other machines again", error));
  }

  dispose(): void {
    for (const owned of this.#owned.splice(0).reverse()) owned.dispose();
  }

  async #tellGivenUp(reason: string): Promise<void> {
    const { log } = this.#services;
    const button = await notify.error(sentence`${reason}`, buttons.retry, buttons.showLog);
    if (button === buttons.retry) this.#server.restart();
    if (button === buttons.showLog) log.show();
  }
}
