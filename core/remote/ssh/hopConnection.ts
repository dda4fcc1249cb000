import type { Duplex } from "node:stream";

import { Client, type NegotiatedAlgorithms } from "ssh2";

import { RunicornError } from "#core/protocol/errors.ts";
import type { KnownHosts } from "#core/remote/knownHosts/knownHosts.ts";
import type { Questions } from "#core/remote/questions.ts";
import type { Hop } from "#core/remote/target.ts";

import { Authentication } from "./authentication.ts";
import { connectConfig, hostKeyAlgorithms } from "./connectConfig.ts";
import { HandshakeLog } from "./handshakeLog.ts";
import { HostKeyCheck } from "./hostKeyCheck.ts";
import { type Where, endedEarly, linkError } from "./linkErrors.ts";
import { serverText } from "./serverText.ts";
import type { LinkFacts } from "./sshLink.ts";
import type { Timing } from "./timing.ts";
import { writeByTurn } from "./writeByTurn.ts";

/** A handshake needs some kilobytes, a long banner included. */
const mostBytesBeforeLogin = 1 << 20;
const mostGreeting = 1024;

export interface HopOptions {
  readonly hop: Hop;
  /** 0 for the first machine on the way. */
  readonly index: number;
  /** Already connected to it. */
  readonly socket: Duplex;
  readonly knownHosts: KnownHosts;
  readonly questions: Pick<Questions, "trust" | "secrets">;
  readonly timing: Timing;
  /** Gives the handshake up. */
  readonly signal: AbortSignal;
}

/** One machine on the way, logged in to. */
export interface HopConnection {
  readonly client: Client;
  readonly socket: Duplex;
  readonly facts: LinkFacts;
  /** Why it ended, for people. Never rejects. */
  readonly closed: Promise<string>;
  /** When the last byte came, by the clock of the timing. */
  readonly lastHeard: number;
}

/** Checks the machine's key, logs in, and watches the connection from then on. A socket whose handshake failed is destroyed. */
export async function connectHop(options: HopOptions): Promise<HopConnection> {
  const handshake = new Handshake(options);
  await handshake.ready;
  return handshake;
}

class Handshake implements HopConnection {
  readonly client = new Client();
  readonly socket: Duplex;
  /** Rejects with what a person can act on. */
  readonly ready: Promise<void>;
  readonly closed: Promise<string>;
  lastHeard: number;
  readonly #options: HopOptions;
  readonly #log = new HandshakeLog();
  readonly #check: HostKeyCheck;
  readonly #authentication: Authentication;
  readonly #outcome = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<string>();
  #isReady = false;
  #received = 0;
  #greeting = "";
  #negotiated: NegotiatedAlgorithms | undefined;
  /** The first error says what happened; those after it are its consequences. */
  #error: RunicornError | undefined;

  constructor(options: HopOptions) {
    const { hop, index, socket, knownHosts, questions, timing, signal } = options;
    this.#options = options;
    this.socket = socket;
    this.ready = this.#outcome.promise;
    this.closed = this.#ended.promise;
    this.lastHeard = timing.now();
    this.#check = new HostKeyCheck(hop, index, knownHosts, questions);
    this.#authentication = new Authentication({
      hop,
      index,
      questions,
      isTrusted: () => this.#check.wasKnown,
      methods: () => this.#log.methods,
      fail: (error) => this.#fail(error),
    });
    this.#listen();
    const giveUp = () => this.#fail(signal.reason as RunicornError);
    signal.addEventListener("abort", giveUp, { once: true });
    this.ready
      .finally(() => signal.removeEventListener("abort", giveUp))
      .catch(() => socket.destroy());
    if (signal.aborted) giveUp();
    // One that has gone already tells nobody again.
    else if (socket.destroyed) this.#fail(endedEarly(this.#where));
    else this.#connect();
  }

  get facts(): LinkFacts {
    const [version = ""] = /SSH-[^\r\n]*/.exec(this.#greeting) ?? [];
    return {
      serverVersion: serverText(version, 255),
      hostKey: this.#check.facts,
      cipher: this.#negotiated?.cs.cipher ?? "",
      keyExchange: this.#negotiated?.kex ?? "",
    };
  }

  #connect(): void {
    const { hop, socket, knownHosts, timing } = this.#options;
    const config = connectConfig({
      username: hop.username,
      socket,
      hostKeys: knownHosts.preferredAlgorithms(hop, hostKeyAlgorithms),
      checkHostKey: (key, verdict) => this.#checkHostKey(key, verdict),
      authenticate: this.#authentication.handler,
      debug: this.#log.read,
      timing,
    });
    writeByTurn(socket);
    this.client.connect(config);
    socket.on("data", (chunk: Buffer) => this.#hear(chunk));
  }

  #checkHostKey(key: Buffer, verdict: (isGood: boolean) => void): void {
    if (this.#check.isAccepted(key)) {
      verdict(true);
      return;
    }
    // The library throws where the connection has ended meanwhile.
    this.#check
      .check(key)
      .then(
        () => verdict(true),
        (error: unknown) => {
          this.#fail(error as RunicornError);
          verdict(false);
        },
      )
      .catch(() => undefined);
  }

  #listen(): void {
    const { client } = this;
    client.on("handshake", (negotiated) => {
      this.#negotiated = negotiated;
      if (isOpenToTerrapin(negotiated) && !this.#log.isStrict) {
        this.#fail(
          new RunicornError(
            "service_unavailable",
            `${this.#where.machine} encrypts in a way that can be tampered with (Terrapin, CVE-2023-48795). Update its sshd, or let it take aes128-gcm@openssh.com.`,
          ),
        );
      }
    });
    client.on("change password", () => {
      const { username } = this.#options.hop;
      this.#fail(
        new RunicornError(
          "authentication_failed",
          `The password of ${username} on ${this.#where.machine} has expired. Log in by ssh in a terminal to set a new one.`,
        ),
      );
    });
    client.on("error", (error) => this.#hearError(error));
    client.on("ready", () => {
      this.#isReady = true;
      this.#outcome.resolve();
    });
    // A stream through another machine may end without ever closing; for SSH one is as good as the other.
    client.on("end", () => this.#end());
    client.on("close", () => this.#end());
  }

  #end(): void {
    if (!this.#isReady) this.#fail(endedEarly(this.#where));
    this.#ended.resolve(`${this.#where.machine} ended the connection.`);
    this.socket.destroy();
  }

  #hear(chunk: Buffer): void {
    this.lastHeard = this.#options.timing.now();
    if (this.#isReady) return;
    this.#received += chunk.length;
    if (this.#greeting.length < mostGreeting) {
      this.#greeting += chunk.toString("latin1", 0, mostGreeting - this.#greeting.length);
    }
    if (this.#received > mostBytesBeforeLogin) {
      this.#fail(
        new RunicornError(
          "service_unavailable",
          `${this.#where.machine} sends far more than a login needs.`,
        ),
      );
    }
  }

  #hearError(error: Error & { level?: string }): void {
    // One key less; the login goes on with the next.
    if (error.level === "agent" || error.message.startsWith("Error signing data")) return;
    if (this.#error) return;
    if (error.level === "client-authentication") this.#fail(this.#authentication.failure);
    else if (this.#isTurnedAway(error)) this.#fail(endedEarly(this.#where));
    else this.#fail(linkError(error, this.#where));
  }

  /** It went before it said who it is; a reset is what comes of a goodbye that crossed our own first words. */
  #isTurnedAway({ message }: Error): boolean {
    return (
      message === "Connection lost before handshake" ||
      (/ECONNRESET|EPIPE/.test(message) && !this.#greeting.includes("SSH-"))
    );
  }

  /** Before the login this is why there is no connection, afterwards why it ends; a server that goes on talking is not waited for. */
  #fail(error: RunicornError): void {
    this.#error ??= error;
    this.#outcome.reject(this.#error);
    if (!this.#isReady) return;
    this.#ended.resolve(this.#error.message);
    this.socket.destroy();
  }

  get #where(): Where {
    const { host, port } = this.#options.hop;
    const machine = port === 22 ? host : `${host}:${port}`;
    return { machine, greeting: this.#greeting, keyExchanges: this.#log.keyExchanges };
  }
}

/** What the Terrapin attack can cut packets out of. */
function isOpenToTerrapin({ cs, sc }: NegotiatedAlgorithms): boolean {
  return [cs, sc].some(({ cipher, mac }) => cipher.startsWith("chacha20") || mac.includes("-etm@"));
}
