import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

import { RunicornError } from "#core/protocol/errors.ts";

import type { Guard } from "./guard.ts";
import { peerUid } from "./peerUid.ts";

/**
 * For what uses a person's keys: where no token is wanted, every user of this machine can ask, so the system has to say that it
 * is the same person. Where it cannot, only what runs nothing and trusts nothing that was named by the request is answered.
 */
export class SamePerson {
  readonly #guard: Pick<Guard, "wantsToken">;
  readonly #peers = new WeakMap<Socket, Promise<number | undefined>>();

  constructor(guard: Pick<Guard, "wantsToken">) {
    this.#guard = guard;
  }

  /** Whether whoever is let in is the person, for certain. */
  get isCertain(): boolean {
    return this.#guard.wantsToken || process.platform === "linux";
  }

  /** Throws where somebody else might ask to do what lets others in or runs programs. */
  demand(what: string): void {
    if (this.isCertain) return;
    throw new RunicornError(
      "unauthorized",
      `A viewer that wants no token (--no-auth) does not ${what} on this system, as anybody could ask for it.`,
    );
  }

  /** Throws where another user of this machine asks. */
  async check({ socket }: Pick<IncomingMessage, "socket">): Promise<void> {
    if (this.#guard.wantsToken || process.platform !== "linux") return;
    const asked = this.#peers.get(socket) ?? peerUid(socket);
    this.#peers.set(socket, asked);
    if ((await asked) === process.geteuid?.()) return;
    throw new RunicornError(
      "unauthorized",
      "This viewer wants no token (--no-auth), so only programs of the user who started it may use other machines over it.",
    );
  }
}
