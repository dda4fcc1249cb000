import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import type { Questions } from "#core/remote/questions.ts";
import { SessionPool } from "#core/remote/session/sessionPool.ts";
import { openLink } from "#core/remote/ssh/openLink.ts";
import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import type { Timing } from "#core/remote/ssh/timing.ts";
import type { Hop, Target } from "#core/remote/target.ts";

import { ScriptedQuestions } from "./scriptedQuestions.ts";
import type { Sshd } from "./startSshd.ts";

/** What a client has to know of a server, a real one or not. */
export interface Server {
  readonly address: string;
  readonly port: number;
  readonly knownHosts: string;
}

interface OpenOptions {
  readonly questions?: Questions;
  readonly signal?: AbortSignal;
  readonly timing?: Timing;
}

/** This side of a test's connections, with a home of its own; nothing of the machine's is read. */
export class SshClient {
  readonly home = mkdtempSync(path.join(os.tmpdir(), "runicorn-ssh-"));
  readonly env = { HOME: this.home, PATH: process.env["PATH"] ?? "" };
  /** The person's own, in which servers of tests are known. */
  readonly knownHosts = path.join(this.home, ".ssh", "known_hosts");
  /** Runicorn's. */
  readonly ownKnownHosts = path.join(this.home, "runicorn_known_hosts");
  readonly #open = new Set<{ dispose(): Promise<void> }>();

  constructor() {
    chmodSync(this.home, 0o700);
    mkdirSync(path.dirname(this.knownHosts), { mode: 0o700 });
  }

  /** Makes servers known, as a person who has connected before. */
  trust(...servers: readonly Pick<Server, "knownHosts">[]): void {
    for (const { knownHosts } of servers) appendFileSync(this.knownHosts, knownHosts);
  }

  /** A way to a server with a new key of its user, unless told otherwise. `port` is where it is reached, such as a proxy's. */
  hopOf(sshd: Sshd, overrides: Partial<Hop> = {}): Hop {
    const credentials = overrides.credentials ?? {
      keys: [{ path: sshd.makeClientKey().path }],
      interactive: false,
    };
    return {
      host: sshd.address,
      port: sshd.port,
      username: sshd.user.name,
      knownHostsFiles: [this.knownHosts],
      ...overrides,
      credentials,
    };
  }

  targetOf(sshd: Sshd, overrides: Partial<Target> = {}): Target {
    return { ...aimed, ...this.hopOf(sshd, overrides), ...overrides };
  }

  /** A target that is not a real sshd's. */
  targetAt(server: Server, overrides: Partial<Target> = {}): Target {
    return {
      ...aimed,
      host: server.address,
      port: server.port,
      username: "tester",
      knownHostsFiles: [this.knownHosts],
      credentials: { keys: [], interactive: false },
      ...overrides,
    };
  }

  async open(target: Target, { questions, signal, timing }: OpenOptions = {}): Promise<SshLink> {
    const link = await openLink(target, {
      questions: questions ?? new ScriptedQuestions(),
      ownKnownHosts: this.ownKnownHosts,
      env: this.env,
      signal: signal ?? new AbortController().signal,
      ...(timing && { timing }),
    });
    this.#open.add(link);
    void link.closed.then(() => this.#open.delete(link));
    return link;
  }

  pool(timing?: Timing): SessionPool {
    const { ownKnownHosts, env } = this;
    const pool = new SessionPool({ ownKnownHosts, env, ...(timing && { timing }) });
    this.#open.add(pool);
    return pool;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#open].map((one) => one.dispose()));
    rmSync(this.home, { recursive: true, force: true });
  }
}

const aimed = { label: "test", jumps: [], timeoutMs: 20_000 };
