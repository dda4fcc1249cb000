import type * as vscode from "vscode";
import * as z from "zod";

/** A store on another machine, as it was chosen. Never a secret. */
const Choice = z.object({
  /** What is connected to. */
  host: z.string().min(1).max(600),
  /** Absolute path on that machine. */
  root: z.string().min(1).max(4096),
  environment: z.string().max(4096).optional(),
});
export type Choice = z.infer<typeof Choice>;

const choicesKey = "remoteChoices";
const openKey = "remoteOpen";
const unaskedKey = "remoteUnasked";
const most = 200;

/** What is remembered of other machines: the last choice for each, in all windows; and what this one had open. */
export class HostMemory {
  readonly #everywhere: vscode.Memento;
  readonly #here: vscode.Memento;

  constructor(everywhere: vscode.Memento, here: vscode.Memento) {
    this.#everywhere = everywhere;
    this.#here = here;
  }

  choiceFor(host: string): Choice | undefined {
    return this.#choices().find((choice) => choice.host === host);
  }

  async remember(choice: Choice): Promise<void> {
    const others = this.#choices().filter(({ host }) => host !== choice.host);
    await this.#everywhere.update(choicesKey, [choice, ...others].slice(0, most));
  }

  async forget(host: string): Promise<void> {
    const others = this.#choices().filter((choice) => choice.host !== host);
    await this.#everywhere.update(choicesKey, others);
  }

  /** The stores this window showed when it was last there. */
  get open(): readonly Choice[] {
    return parse(this.#here.get(openKey));
  }

  async setOpen(choices: readonly Choice[]): Promise<void> {
    await this.#here.update(openKey, choices.slice(0, most));
  }

  /** Whether the person wants to hear no more of storing this secret. */
  isUnasked(secret: string): boolean {
    return this.#unasked().includes(secret);
  }

  async neverAsk(secret: string): Promise<void> {
    await this.#everywhere.update(unaskedKey, [secret, ...this.#unasked()].slice(0, most));
  }

  #choices(): readonly Choice[] {
    return parse(this.#everywhere.get(choicesKey));
  }

  #unasked(): readonly string[] {
    return z.array(z.string()).catch([]).parse(this.#everywhere.get(unaskedKey));
  }
}

function parse(value: unknown): readonly Choice[] {
  return z.array(Choice).catch([]).parse(value);
}
