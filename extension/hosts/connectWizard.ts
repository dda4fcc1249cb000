import * as vscode from "vscode";

import { logIn } from "#core/client/logIn.ts";
import type { RemoteClient } from "#core/client/remoteClient.ts";

import { sentence } from "../ui/localSentence.ts";
import { withProgress } from "../ui/progress.ts";
import { pickStep } from "../ui/quickSteps.ts";
import { plain, type Sentence } from "../ui/sentence.ts";
import { goBack } from "../ui/stepAnswer.ts";
import { type Host, hostState } from "./host.ts";
import { formatHostAddress, loginTo, parseHostAddress } from "./hostAddress.ts";
import type { HostMemory } from "./hostMemory.ts";
import type { HostSecrets } from "./hostSecrets.ts";
import { LoginPrompts, wizardTitle } from "./loginPrompts.ts";
import { askNode } from "./nodePrompt.ts";
import type { RemoteHosts } from "./remoteHosts.ts";
import type { RemoteStores } from "./remoteStores.ts";
import { runSteps, type StepOutcome } from "./runSteps.ts";
import { startStore } from "./startStore.ts";
import { askEnvironment, askRoot } from "./storeSteps.ts";

export interface WizardServices {
  readonly client: RemoteClient;
  readonly hosts: RemoteHosts;
  readonly stores: RemoteStores;
  readonly memory: HostMemory;
  readonly secrets: HostSecrets;
  /** Where our own known_hosts lies. */
  readonly configDir: string;
}

export interface WizardStart {
  /** Undefined: it is asked for. */
  readonly host: Host | undefined;
  /** Asks for environment and folder even where the last ones are known. */
  readonly isStoreAsked: boolean;
}

export interface WizardFailure {
  /** The one that was chosen, if one was. */
  readonly host: Host | undefined;
  readonly error: unknown;
}

/** What is known so far. */
interface Progress {
  host: Host | undefined;
  connection: string | undefined;
  environment: string | undefined;
  root: string | undefined;
}

/** From a name to runs on the screen: host, login, host key, environment, folder; what is known already is not asked. */
export class ConnectWizard {
  readonly #services: WizardServices;

  constructor(services: WizardServices) {
    this.#services = services;
  }

  /** Resolves with why it came to nothing, where that was not the person's wish. */
  async run({ host, isStoreAsked }: WizardStart): Promise<WizardFailure | undefined> {
    const state: Progress = {
      host,
      connection: undefined,
      environment: undefined,
      root: undefined,
    };
    const isHostAsked = host === undefined;
    const steps = [
      async () => (isHostAsked ? this.#askHost(state) : "skipped"),
      () => this.#connect(state, isHostAsked),
      () => this.#askEnvironment(state, isHostAsked, isStoreAsked),
      () => this.#askRoot(state),
      () => this.#start(state),
    ];
    try {
      await runSteps(steps);
      return undefined;
    } catch (error) {
      return { host: state.host, error };
    } finally {
      this.#rest(state);
    }
  }

  /** Nothing is done with the host any more, or another one is chosen. */
  #rest({ host }: Progress): void {
    if (host !== undefined) this.#services.hosts.setActivity(host, undefined);
  }

  async #askHost(state: Progress): Promise<StepOutcome> {
    const { hosts } = this.#services;
    this.#rest(state);
    type Item = vscode.QuickPickItem & { readonly name: string };
    const known = hosts.load().catch(() => undefined); // What can be typed needs no list.
    const picked = await pickStep<Item>({
      title: wizardTitle(),
      placeHolder: vscode.l10n.t("Name of the ssh configuration, or user@host:port"),
      canGoBack: false,
      isTyped: true,
      items: async (typed) => {
        await known;
        return [...typedHost(typed, hosts), ...hosts.all.map(hostPick)];
      },
    });
    if (picked === undefined || picked === goBack) return "left";
    state.host = hosts.named(picked.name);
    return "done";
  }

  async #connect(state: Progress, canGoBack: boolean): Promise<StepOutcome> {
    const { hosts, secrets, client, configDir } = this.#services;
    const { host } = state;
    if (host === undefined) return "left";
    const questions = new LoginPrompts({ name: host.name, client, configDir, canGoBack });
    const stored = secrets.of(host.name);
    const ended = await this.#during(host, sentence`Connecting to ${host.name}`, (signal) =>
      logIn(loginTo(host.name), { client, questions, stored, signal }),
    );
    if (ended?.kind !== "connected") return questions.isBack ? "back" : "left";
    hosts.take(ended.connection, host);
    state.connection = ended.connection.connection_id;
    for (const { question, secret } of ended.typed) void secrets.offer(host.name, question, secret);
    return "skipped";
  }

  async #askEnvironment(
    state: Progress,
    canGoBack: boolean,
    isAsked: boolean,
  ): Promise<StepOutcome> {
    const { client, memory } = this.#services;
    const { host, connection } = state;
    if (host === undefined || connection === undefined) return "left";
    const known = memory.choiceFor(host.name);
    if (known !== undefined && !isAsked) {
      state.root = known.root;
      state.environment = known.environment;
      return "skipped";
    }
    const place = { client, connection, host: host.name, canGoBack };
    const picked = await askEnvironment(place);
    if (picked === undefined) return "left";
    if (picked === goBack) return "back";
    state.environment = picked.environment;
    state.root = picked.root;
    return "done";
  }

  async #askRoot(state: Progress): Promise<StepOutcome> {
    const { client } = this.#services;
    const { host, connection } = state;
    if (state.root !== undefined) return "skipped";
    if (host === undefined || connection === undefined) return "left";
    const place = { client, connection, host: host.name, canGoBack: true };
    const root = await askRoot(place, "~");
    if (root === undefined) return "left";
    if (root === goBack) return "back";
    state.root = root;
    return "done";
  }

  async #start({ host, connection, root, environment }: Progress): Promise<StepOutcome> {
    const { client, stores, memory } = this.#services;
    if (host === undefined || connection === undefined || root === undefined) return "left";
    await this.#during(host, sentence`Opening the runs on ${host.name}`, async (signal) => {
      const viewer = await startStore({ connection, root }, { client, signal, askNode });
      if (viewer === undefined) return;
      const { choice } = stores.show(host, viewer, environment);
      await memory.remember(choice);
      await this.#save(host);
    }).catch(async (error: unknown) => {
      // What was remembered may be gone; the next attempt asks.
      await memory.forget(host.name);
      throw error;
    });
    return "done";
  }

  /** Keeps a machine that was typed in the list. */
  async #save(host: Host): Promise<void> {
    if (host.isListed || host.connection === undefined) return;
    const { client, hosts } = this.#services;
    const { name } = host;
    const { host: machine, port, username } = host.connection;
    const body = { kind: "server" as const, name, host: machine, port, username };
    await client.saveConnection({ params: { id: name }, body });
    host.isListed = true;
    host.savedId = host.name;
    hosts.changed();
  }

  /** Runs a part that takes a while: in a notification with a Cancel button, and in the host's line. Undefined where it was cancelled. */
  async #during<T>(
    host: Host,
    title: Sentence,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const { hosts } = this.#services;
    let result: T | undefined;
    hosts.setActivity(host, "connecting");
    try {
      await withProgress(title, async (signal, tell) => {
        const listening = hosts.onChange(() => {
          const progress = host.connection?.viewers.find(({ status }) => status === "starting");
          if (typeof progress?.progress === "string") tell(plain(progress.progress));
        });
        try {
          result = await run(signal);
        } finally {
          listening.dispose();
        }
      });
      return result;
    } catch (error) {
      hosts.setProblem(host, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}

function typedHost(typed: string, hosts: RemoteHosts): (vscode.QuickPickItem & { name: string })[] {
  const address = parseHostAddress(typed);
  if (address === undefined) return [];
  const name = formatHostAddress(address);
  if (hosts.get(name) !== undefined) return [];
  return [
    { label: `$(add) ${vscode.l10n.t("Connect to {0}", plain(name))}`, alwaysShow: true, name },
  ];
}

function hostPick(host: Host): vscode.QuickPickItem & { name: string } {
  const isConnected = hostState(host) === "connected";
  return {
    label: `$(${isConnected ? "vm-active" : "vm"}) ${plain(host.name)}`,
    description: host.address === host.name ? "" : plain(host.address),
    name: host.name,
  };
}
