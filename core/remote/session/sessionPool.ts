import { RunicornError } from "#core/protocol/errors.ts";
import type { Questions } from "#core/remote/questions.ts";
import { HandshakeLimit } from "#core/remote/ssh/handshakeLimit.ts";
import { openLink } from "#core/remote/ssh/openLink.ts";
import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import { type Timing, usualTiming } from "#core/remote/ssh/timing.ts";
import { unless } from "#core/remote/ssh/unless.ts";
import type { Target } from "#core/remote/target.ts";

import { type Attempt, RemoteSession } from "./remoteSession.ts";
import { targetKey } from "./targetKey.ts";

type Asked = Pick<Questions, "trust" | "secrets">;

export interface SessionPoolOptions {
  /** Our own file of known hosts. */
  readonly ownKnownHosts: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timing?: Timing;
}

/** Somebody's share of a session. */
export interface SessionLease {
  readonly session: RemoteSession;
  /** Gives the share back; the last one ends the session. Ending twice is harmless. */
  dispose(): Promise<void>;
}

interface Entry {
  /** Who opens it, or has it open. */
  shares: number;
  readonly opening: Promise<RemoteSession>;
  readonly ending: AbortController;
  session: RemoteSession | undefined;
}

/** One session per target, shared by all who want it. */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  readonly #handshakes = new HandshakeLimit();
  readonly #entries = new Map<string, Entry>();
  #isOver = false;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
  }

  get sessions(): readonly RemoteSession[] {
    return [...this.#entries.values()].flatMap(({ session }) => session ?? []);
  }

  /**
   * Connects, or shares what is connected already. Who comes while somebody else connects waits for the same handshake. A
   * session that is lost is connected again, with these questions. Rejects as `openLink` does.
   */
  async open(target: Target, questions: Asked, signal: AbortSignal): Promise<SessionLease> {
    signal.throwIfAborted();
    if (this.#isOver) throw new RunicornError("service_unavailable", "Runicorn is shutting down.");
    const key = targetKey(target);
    const found = this.#entries.get(key);
    const entry = found ?? this.#begin(key, target, questions);
    entry.shares += 1;
    const leave = this.#leaver(key, entry);
    try {
      const session = await unless(signal, entry.opening);
      if (found) await unless(signal, session.reconnect(questions, undefined, target));
      return { session, dispose: leave };
    } catch (error) {
      await leave();
      throw error;
    }
  }

  /** Whether somebody may log in with just this, asked nothing: by a connection of its own. Rejects as `openLink` does where not. */
  async prove(target: Target, signal: AbortSignal): Promise<void> {
    const link = await this.#openLink({ target, questions: nobody, signal, isPatient: false });
    await link.dispose();
  }

  /** Ends all sessions. */
  async dispose(): Promise<void> {
    this.#isOver = true;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map((entry) => end(entry)));
  }

  #openLink(attempt: Attempt): Promise<SshLink> {
    const { timing = usualTiming, ownKnownHosts, env } = this.#options;
    const handshakes = this.#handshakes;
    return openLink(attempt.target, { ...attempt, ownKnownHosts, env, timing, handshakes });
  }

  #begin(key: string, target: Target, questions: Asked): Entry {
    const { timing = usualTiming } = this.#options;
    const ending = new AbortController();
    const opening = RemoteSession.open(
      target,
      { openLink: (attempt) => this.#openLink(attempt), timing },
      { questions, signal: ending.signal },
    );
    const entry: Entry = { shares: 0, opening, ending, session: undefined };
    this.#entries.set(key, entry);
    opening.then(
      (session) => (entry.session = session),
      () => this.#forget(key, entry),
    );
    return entry;
  }

  #leaver(key: string, entry: Entry): () => Promise<void> {
    let isInside = true;
    return async () => {
      if (!isInside) return;
      isInside = false;
      entry.shares -= 1;
      if (entry.shares > 0) return;
      this.#forget(key, entry);
      await end(entry);
    };
  }

  #forget(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }
}

const nobody: Asked = {
  trust: () => Promise.resolve(false),
  secrets: () => Promise.resolve(undefined),
};

async function end({ ending, opening }: Entry): Promise<void> {
  ending.abort(new RunicornError("service_unavailable", "The connection was given up."));
  const session = await opening.catch(() => undefined);
  await session?.dispose();
}
