import path from "node:path";

import * as vscode from "vscode";

import type { LoginQuestions } from "#core/client/logIn.ts";
import type { RemoteClient } from "#core/client/remoteClient.ts";
import type { HostKey, Interaction } from "#core/protocol/remote.ts";

import { sentence } from "../ui/localSentence.ts";
import { buttons, notify } from "../ui/notify.ts";
import { inputStep } from "../ui/quickSteps.ts";
import { plain } from "../ui/sentence.ts";
import { goBack } from "../ui/stepAnswer.ts";

/** What a step of the wizard is called: the wizard, then the step. */
export function wizardTitle(step?: string): string {
  const title = vscode.l10n.t("Connect to Remote");
  return step === undefined ? title : plain(`${title}: ${step}`);
}

export interface LoginPromptsOptions {
  /** What the person calls the machine. */
  readonly name: string;
  readonly client: Pick<RemoteClient, "removeHostKey">;
  /** Where our own known_hosts lies. */
  readonly configDir: string;
  readonly canGoBack: boolean;
}

/** Asks the person: secrets in an input box that blocks nothing, keys of machines in a dialog. */
export class LoginPrompts implements LoginQuestions {
  readonly #options: LoginPromptsOptions;
  #isBack = false;

  constructor(options: LoginPromptsOptions) {
    this.#options = options;
  }

  /** Whether the person gave up in order to go back. */
  get isBack(): boolean {
    return this.#isBack;
  }

  async secrets(
    question: Interaction,
    isAgain: boolean,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    const answers: string[] = [];
    const before = isAgain ? `${vscode.l10n.t("That was not accepted.")} ` : "";
    for (const { prompt, echo } of question.prompts) {
      const answer = await inputStep({
        title: wizardTitle(`${question.username}@${question.host}`),
        placeHolder: placeHolderOf(question, prompt),
        prompt: plain(`${before}${wordsOf(question, prompt)}`),
        isSecret: !echo,
        canGoBack: this.#options.canGoBack,
        signal,
      });
      if (answer === undefined || answer === goBack) {
        this.#isBack = answer === goBack;
        return undefined;
      }
      answers.push(answer);
    }
    return answers;
  }

  async trust(key: HostKey): Promise<boolean> {
    const { fingerprint_sha256: fingerprint } = key;
    const choice = await notify.caution(
      sentence`Nobody has vouched for the key of ${machine(this.#options.name, key)} yet.`,
      sentence`It is an ${key.key_type} key with the fingerprint
${fingerprint}

Compare it with what the keeper of the machine tells you: another key means that somebody is in between. Once trusted, it is remembered.`,
      buttons.copyFingerprint,
      buttons.trust,
    );
    if (choice === buttons.copyFingerprint) await vscode.env.clipboard.writeText(fingerprint);
    return choice === buttons.trust;
  }

  async refuse(key: HostKey): Promise<void> {
    const place = key.expected_in;
    const isOurs = place?.startsWith(path.join(this.#options.configDir, "known_hosts")) ?? false;
    const what = isOurs
      ? vscode.l10n.t("forget the old key and connect again")
      : vscode.l10n.t("take the old key out of that file");
    const choice = await notify.caution(
      sentence`${machine(this.#options.name, key)} shows another key than before, so nothing was sent to it.`,
      sentence`Known: ${key.expected_fingerprint_sha256 ?? vscode.l10n.t("another one")}
Shown now: ${key.fingerprint_sha256} ${key.key_type}
The known key is written in ${place ?? vscode.l10n.t("a known_hosts file")}

Somebody may be in between. If the machine was set up anew, ask its keeper for the new fingerprint; then ${what}.`,
      buttons.copyFingerprint,
      isOurs ? buttons.forgetKey : buttons.showFile,
    );
    if (choice === buttons.copyFingerprint) {
      await vscode.env.clipboard.writeText(key.fingerprint_sha256);
    } else if (choice === buttons.forgetKey) {
      // Of every type: the new key may be of another one than the known.
      const { host, port, known_hosts_host } = key;
      const body = { host, port, known_hosts_host };
      const { changed } = await this.#options.client.removeHostKey({ body });
      if (!changed) await showPlace(place ?? "");
    } else if (choice === buttons.showFile && place !== undefined) {
      await showPlace(place);
    }
  }
}

/** What a key belongs to, by the name the person knows it by. */
function machine(name: string, { known_hosts_host, hop }: HostKey): string {
  if (hop > 0) return vscode.l10n.t("{0}, on the way to {1}", known_hosts_host, name);
  return name === known_hosts_host ? name : `${name}, ${known_hosts_host}`;
}

function placeHolderOf({ kind, key_path }: Interaction, prompt: string): string {
  if (kind === "passphrase")
    return plain(vscode.l10n.t("Passphrase of {0}", key_path ?? vscode.l10n.t("the key")));
  return kind === "password" ? vscode.l10n.t("Password") : plain(prompt);
}

/** What the server says to it. Its words are its own: they come behind ours, on one line, without links. */
function wordsOf({ kind, host, name, instructions }: Interaction, prompt: string): string {
  if (kind === "password") return vscode.l10n.t("It is sent to {0} only.", host);
  if (kind === "passphrase") return vscode.l10n.t("It does not leave this machine.");
  const words = [name, instructions, prompt].map((text) => text.trim()).filter(Boolean);
  return vscode.l10n.t("The server asks: {0}", words.join(" · "));
}

/** Opens `file:line`. */
async function showPlace(place: string): Promise<void> {
  const { file, line } = /^(?<file>.*?)(?::(?<line>\d+))?$/s.exec(place)?.groups ?? {};
  if (file === undefined || !path.isAbsolute(file)) return;
  const at = new vscode.Position(Math.max(0, Number(line ?? 1) - 1), 0);
  const selection = new vscode.Range(at, at);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection });
}
