import { RunicornError } from "#core/protocol/errors.ts";
import { knownHostsName } from "#core/remote/knownHosts/hostName.ts";
import type { KnownHosts } from "#core/remote/knownHosts/knownHosts.ts";
import { fingerprintOf, keyTypeOf } from "#core/remote/knownHosts/publicKeyBlob.ts";
import type { HostKeyQuestion, Questions } from "#core/remote/questions.ts";
import type { Hop } from "#core/remote/target.ts";

import { confirmationRequired } from "./hostKeyError.ts";

/** Decides once about the key of one machine; nothing secret goes there before. */
export class HostKeyCheck {
  readonly #hop: Hop;
  readonly #index: number;
  readonly #knownHosts: KnownHosts;
  readonly #questions: Pick<Questions, "trust">;
  #accepted: Buffer | undefined;
  #wasKnown = false;

  constructor(
    hop: Hop,
    index: number,
    knownHosts: KnownHosts,
    questions: Pick<Questions, "trust">,
  ) {
    this.#hop = hop;
    this.#index = index;
    this.#knownHosts = knownHosts;
    this.#questions = questions;
  }

  /** Somebody had vouched for the key before this connection. Only then may a stored secret be sent. */
  get wasKnown(): boolean {
    return this.#wasKnown;
  }

  /** The key it decided for, for the connection's details. */
  get facts(): { type: string; fingerprint: string } {
    const key = this.#accepted ?? Buffer.alloc(0);
    return { type: keyTypeOf(key) ?? "", fingerprint: fingerprintOf(key) };
  }

  /** Keys are exchanged again every so many bytes: then only the same one is good. */
  isAccepted(key: Buffer): boolean {
    return this.#accepted?.equals(key) ?? false;
  }

  /**
   * Resolves if the key is good. Rejects with `HOST_KEY_CONFIRMATION_REQUIRED`, or with `authentication_failed` where nobody may
   * confirm it.
   */
  async check(key: Buffer): Promise<void> {
    const name = knownHostsName(this.#hop);
    if (this.#accepted) {
      throw refused(`${name} came up with another key in the middle of the connection.`);
    }
    const verdict = this.#knownHosts.check(this.#hop, key);
    switch (verdict.status) {
      case "known":
        this.#wasKnown = true;
        break;
      case "revoked":
        throw refused(
          `The key of ${name} is revoked by line ${verdict.expected.line} of ${verdict.expected.file}. Ask its administrator.`,
        );
      case "changed":
        throw confirmationRequired(this.#question(key, verdict.expected));
      case "unknown":
        await this.#ask(name, key);
        break;
    }
    this.#accepted = Buffer.from(key);
  }

  async #ask(name: string, key: Buffer): Promise<void> {
    if (this.#hop.refuseUnknownKeys === true) {
      throw refused(
        `The key of ${name} (${fingerprintOf(key)}) is not known, and StrictHostKeyChecking is set to yes. Add it to your known_hosts file.`,
      );
    }
    const question = this.#question(key);
    if (!(await this.#questions.trust(question))) throw confirmationRequired(question);
  }

  #question(key: Buffer, expected?: HostKeyQuestion["expected"]): HostKeyQuestion {
    const { host, port } = this.#hop;
    return {
      knownHostsName: knownHostsName(this.#hop),
      host,
      port,
      hop: this.#index,
      keyType: keyTypeOf(key) ?? "unknown",
      fingerprint: fingerprintOf(key),
      publicKey: key.toString("base64"),
      reason: expected ? "changed" : "unknown",
      ...(expected && { expected }),
    };
  }
}

function refused(message: string): RunicornError {
  return new RunicornError("authentication_failed", message);
}
