import { RunicornError } from "#core/protocol/errors.ts";
import { isFinal } from "#core/protocol/isFinal.ts";
import type { Questions } from "#core/remote/questions.ts";
import { Deadline } from "#core/remote/ssh/deadline.ts";
import { pause } from "#core/remote/ssh/pause.ts";
import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import type { Timing } from "#core/remote/ssh/timing.ts";
import { unless } from "#core/remote/ssh/unless.ts";
import { type Target, withoutSecrets } from "#core/remote/target.ts";

import { ClockWatch } from "./clockWatch.ts";
import { Probe } from "./probe.ts";
import { type Asking, RememberedAnswers } from "./rememberedAnswers.ts";
import type { SessionState, SessionStatus } from "./sessionState.ts";
import { targetKey } from "./targetKey.ts";

type Asked = Pick<Questions, "trust" | "secrets">;

export interface Attempt {
  readonly target: Target;
  readonly questions: Asked;
  readonly signal: AbortSignal;
  /** Wait for a network that is away. */
  readonly isPatient: boolean;
}

export interface RemoteSessionOptions {
  readonly openLink: (attempt: Attempt) => Promise<SshLink>;
  readonly timing: Timing;
}

/** A target somebody wants to stay connected to. Its links come and go; what it is and who listens stays. */
export class RemoteSession {
  /** Equal for all who want the same machine in the same way. */
  readonly id: string;
  readonly #options: RemoteSessionOptions;
  readonly #answers = new RememberedAnswers();
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #ending = new AbortController();
  readonly #clock: ClockWatch;
  #target: Target;
  #state: SessionState;
  #link: SshLink | undefined;
  #probe: Probe | undefined;
  /** The way to the next link, while there is none. */
  #connecting: Promise<SshLink> | undefined;
  /** Ends a wait between two tries. */
  #wake = new AbortController();
  /** Somebody who came while it was tried again, and can be asked. */
  #person: Asked | undefined;

  private constructor(target: Target, options: RemoteSessionOptions) {
    this.id = targetKey(target);
    this.#target = target;
    this.#options = options;
    this.#state = { status: "disconnected", reason: undefined, latencyMs: undefined, since: 0 };
    this.#clock = new ClockWatch(options.timing, () => this.#resume());
  }

  /** Connects for the first time. Rejects as `openLink` does, and leaves nothing behind then. */
  static async open(
    target: Target,
    options: RemoteSessionOptions,
    attempt: Pick<Attempt, "questions" | "signal">,
  ): Promise<RemoteSession> {
    const session = new RemoteSession(target, options);
    try {
      await session.reconnect(attempt.questions, attempt.signal);
      return session;
    } catch (error) {
      await session.dispose();
      throw error;
    }
  }

  get target(): Target {
    return this.#target;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Called at every change of status or reason. */
  onChange(listener: (state: SessionState) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** The link as it is now, or the one that is being waited for. Rejects with the reason where none is to come. */
  async link(): Promise<SshLink> {
    const link = this.#link ?? this.#connecting;
    if (link) return link;
    throw unavailable(this.#state.reason ?? `${this.#target.host} is not connected.`);
  }

  /** Milliseconds of a round trip made now. */
  async check(): Promise<number> {
    const latencyMs = await (await this.link()).ping();
    this.#state = { ...this.#state, latencyMs };
    return latencyMs;
  }

  /**
   * A person wants it back: at once, and with somebody there to be asked. `target` is the same one with other credentials. Does
   * nothing to a link that is well. Rejects with why it is not to be had.
   */
  async reconnect(questions?: Asked, signal?: AbortSignal, target?: Target): Promise<void> {
    this.#ending.signal.throwIfAborted();
    if (this.#connecting) {
      await this.#hasten(this.#connecting, questions, signal);
      return;
    }
    const link = this.#link;
    if (link) {
      if (await this.#isWell(link)) return;
      // Somebody else wanted it, too, and was quicker.
      if (this.#link !== link) return this.reconnect(questions, signal, target);
      this.#drop(link);
    }
    const before = this.#target;
    if (target) this.#target = target;
    const asked = questions ? this.#answers.asking(questions) : this.#answers.alone();
    await this.#connect(async () => {
      try {
        return await this.#open(asked, { signal, isPatient: false });
      } catch (error) {
        // What did not let anybody in is nothing to come back with.
        if (!this.#ending.signal.aborted) this.#target = before;
        throw this.#giveUp(error, questions ? undefined : asked.needed);
      }
    });
  }

  /** Ends the link. Ending twice is harmless. */
  async dispose(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort(unavailable("The connection was ended."));
    this.#clock.dispose();
    const link = this.#link;
    this.#link = undefined;
    this.#probe?.dispose();
    this.#set("disconnected", "The connection was ended.");
    this.#listeners.clear();
    this.#answers.forget();
    this.#target = withoutSecrets(this.#target);
    await link?.dispose();
  }

  /** Whoever wants it now need not wait for the next try, can be asked in it, and hears soon what is in the way. */
  async #hasten(
    connecting: Promise<SshLink>,
    questions: Asked | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const deadline = new Deadline(this.#target.timeoutMs, () =>
      unavailable(this.#state.reason ?? `${this.#target.host} is still being connected.`),
    );
    const person =
      questions &&
      ({
        trust: (question) => deadline.hold(() => questions.trust(question)),
        secrets: (question) => deadline.hold(() => questions.secrets(question)),
      } satisfies Asked);
    this.#person = person;
    this.#wake.abort();
    try {
      await unless(deadline.signal, unless(signal, connecting));
    } finally {
      deadline.dispose();
      if (this.#person === person) this.#person = undefined;
    }
  }

  /** A link that is slow is not cut because somebody else wants it, too. */
  async #isWell(link: SshLink): Promise<boolean> {
    if (this.#state.status === "connected") return true;
    try {
      await link.ping(this.#options.timing.probeMs);
      return true;
    } catch {
      return false;
    }
  }

  async #open(
    questions: Asking,
    { signal, isPatient }: { signal?: AbortSignal | undefined; isPatient: boolean },
  ): Promise<SshLink> {
    const ending = this.#ending.signal;
    const either = signal ? AbortSignal.any([ending, signal]) : ending;
    const target = this.#target;
    const link = await this.#options.openLink({ target, questions, signal: either, isPatient });
    if (ending.aborted) {
      await link.dispose();
      ending.throwIfAborted();
    }
    questions.keep();
    this.#adopt(link);
    return link;
  }

  #connect(connect: () => Promise<SshLink>): Promise<SshLink> {
    const connecting = connect().finally(() => {
      // A link that was lost in the moment it came is being connected again already.
      if (this.#connecting !== connecting) return;
      this.#connecting = undefined;
      this.#person = undefined;
    });
    // Whoever wants a link learns why there is none; nobody needs to.
    connecting.catch(() => undefined);
    this.#connecting = connecting;
    return connecting;
  }

  #adopt(link: SshLink): void {
    this.#link = link;
    this.#probe = new Probe(link, this.#options.timing, {
      onAnswer: (latencyMs) => {
        this.#state = { ...this.#state, latencyMs };
        this.#set("connected", undefined);
      },
      onMiss: () => this.#set("degraded", `${this.#target.host} has not answered for a while.`),
      onDead: () => this.#lose(link, `${this.#target.host} does not answer any more.`),
    });
    this.#set("connected", undefined);
    void link.closed.then((reason) => this.#lose(link, reason));
  }

  #drop(link: SshLink): void {
    this.#link = undefined;
    this.#probe?.dispose();
    void link.dispose();
  }

  #lose(link: SshLink, reason: string, { isAwake = true } = {}): void {
    if (this.#link !== link || this.#ending.signal.aborted) return;
    this.#drop(link);
    void this.#connect(() => this.#retry(reason, isAwake));
  }

  /** Tries again a few times, a little later each time. Right after a sleep the first try is made at once. */
  async #retry(reason: string, isFirstLater: boolean): Promise<SshLink> {
    const { reconnectMs, jitter } = this.#options.timing;
    let why = reason;
    let isLater = isFirstLater;
    for (let tries = 0; tries < reconnectMs.length; tries += 1) {
      this.#set("reconnecting", why);
      const waitMs = (reconnectMs[tries] ?? 0) * (1 + jitter * (2 * Math.random() - 1));
      // Somebody who does not want to wait, or a machine that wakes up, is a new beginning.
      if (isLater && (await this.#isWoken(waitMs))) tries = 0;
      isLater = true;
      const person = this.#person;
      const asked = person ? this.#answers.asking(person) : this.#answers.alone();
      try {
        return await this.#open(asked, { isPatient: true });
      } catch (error) {
        this.#ending.signal.throwIfAborted();
        const { needed } = asked;
        if (needed && this.#person && this.#person !== person) {
          // Now somebody is there to answer.
          tries -= 1;
          isLater = false;
          continue;
        }
        if (isFinal(error) || (needed && !person)) {
          throw this.#giveUp(error, this.#person ? undefined : needed);
        }
        why = sentence(error);
      }
    }
    this.#set("disconnected", why);
    throw unavailable(why);
  }

  async #isWoken(waitMs: number): Promise<boolean> {
    this.#wake = new AbortController();
    const { signal } = this.#wake;
    await pause(waitMs, AbortSignal.any([signal, this.#ending.signal])).catch(() => undefined);
    this.#ending.signal.throwIfAborted();
    return signal.aborted;
  }

  /** There is no link until somebody asks for one. */
  #giveUp(error: unknown, needed: { username: string; host: string } | undefined): unknown {
    if (this.#ending.signal.aborted) return error;
    if (needed) {
      const { username, host } = needed;
      const why = `${username}@${host} asks for something only you know. Connect again to answer.`;
      this.#set("failed", why);
      return new RunicornError("authentication_failed", why);
    }
    this.#set(isFinal(error) ? "failed" : "disconnected", sentence(error));
    return error;
  }

  #resume(): void {
    const link = this.#link;
    if (link) {
      // Most links do not outlive a sleep, and nobody wants to wait for it twice.
      link.ping(this.#options.timing.probeMs / 2).catch(() =>
        this.#lose(link, "The link did not outlive the sleep of this machine.", {
          isAwake: false,
        }),
      );
    } else if (this.#state.status === "reconnecting") {
      this.#wake.abort();
    } else if (this.#state.status === "disconnected" && !this.#connecting) {
      const reason = this.#state.reason ?? "";
      void this.#connect(() => this.#retry(reason, false));
    }
  }

  #set(status: SessionStatus, reason: string | undefined): void {
    const before = this.#state;
    if (before.status === status && before.reason === reason) return;
    const since = before.status === status ? before.since : this.#options.timing.wallNow();
    const latencyMs = this.#link ? before.latencyMs : undefined;
    this.#state = { status, reason, latencyMs, since };
    for (const listener of this.#listeners) listener(this.#state);
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unavailable(why: string): RunicornError {
  return new RunicornError("service_unavailable", why);
}
