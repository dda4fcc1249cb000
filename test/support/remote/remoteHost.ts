import { cpSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";

import type { RemoteSession } from "#core/remote/session/remoteSession.ts";
import type { SessionPool } from "#core/remote/session/sessionPool.ts";
import type { Timing } from "#core/remote/ssh/timing.ts";
import { type Findings, ViewerPool, type StartOptions } from "#core/remote/viewer/viewerPool.ts";
import type { ViewerSupervisor } from "#core/remote/viewer/viewerSupervisor.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, type SshdOptions, startSshd } from "#test/support/sshd/startSshd.ts";
import { TempStore } from "#test/support/tempStore.ts";

export interface RemoteHostOptions {
  readonly timing?: Timing;
  /** What the machine is found to be, and to have. */
  readonly findings?: Findings;
  /** Of the person here. */
  readonly env?: Record<string, string>;
}

/** Another machine with a store and a real sshd, and what reaches its viewer from here. */
export class RemoteHost {
  readonly sshd: Sshd;
  readonly client = new SshClient();
  /** The store there. */
  readonly root: string;
  readonly viewers: ViewerPool;
  readonly #pool: SessionPool;

  private constructor(sshd: Sshd, { timing, findings = thisMachine, env }: RemoteHostOptions) {
    this.sshd = sshd;
    this.root = path.join(sshd.home, "it's a store");
    this.client.trust(sshd);
    this.#pool = this.client.pool(timing);
    this.viewers = new ViewerPool({
      bundleFolder: path.resolve("dist"),
      version: "1.0.0",
      env: { ...this.client.env, ...env },
      examine: () => Promise.resolve(findings),
    });
  }

  static async start(sshd: SshdOptions = {}, options: RemoteHostOptions = {}): Promise<RemoteHost> {
    const host = new RemoteHost(await startSshd(sshd), options);
    const files = new TempStore();
    files.writeRun({ points: [{ loss: 0.5 }, { loss: 0.25 }] });
    cpSync(files.root, host.root, { recursive: true });
    files.dispose();
    host.sshd.give(host.root);
    return host;
  }

  /** A session with its sshd, or with what stands before it on another port. */
  async connect(port = this.sshd.port): Promise<RemoteSession> {
    const knownHosts = this.sshd.knownHosts.replaceAll(`:${this.sshd.port} `, `:${port} `);
    this.client.trust({ knownHosts });
    const target = this.client.targetOf(this.sshd, { port });
    const { signal } = new AbortController();
    const { session } = await this.#pool.open(target, new ScriptedQuestions(), signal);
    return session;
  }

  startViewer(
    session: RemoteSession,
    options: Partial<StartOptions> = {},
  ): Promise<ViewerSupervisor> {
    return this.viewers.start(session, {
      root: this.root,
      questions: new ScriptedQuestions(),
      signal: AbortSignal.timeout(60_000),
      onProgress: () => {},
      ...options,
    });
  }

  async dispose(): Promise<void> {
    await this.viewers.dispose();
    await this.client.dispose();
    await this.sshd.dispose();
  }
}

/** The machine of the tests, with the Node they run on. */
export const thisMachine: Findings = {
  machine: {
    os: process.platform,
    arch: process.arch,
    libc: { name: "glibc", version: "2.36" },
    hostname: "test",
    user: "tester",
    uid: 4711,
    home: "/",
    shell: "/bin/sh",
    temporaryFolder: undefined,
    runtimeFolder: undefined,
    freeBytes: undefined,
  },
  nodes: [{ path: process.execPath, version: process.versions.node, napi: 10, arch: process.arch }],
};

/** One request to a viewer on another machine. */
export async function askViewer(
  viewer: Pick<ViewerSupervisor, "connect" | "token">,
  address: string,
  { token = viewer.token, body }: { token?: string | null; body?: string } = {},
): Promise<{ status: number; body: string }> {
  const stream = await viewer.connect();
  return ask(stream, address, token, body);
}

function ask(stream: Duplex, address: string, token: string | null, body?: string) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const request = http.request({
      createConnection: () => stream,
      path: address,
      method: body === undefined ? "GET" : "POST",
      headers: {
        host: "127.0.0.1",
        connection: "close",
        "content-type": "application/json",
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
    });
    request.on("error", reject);
    request.on("response", (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    request.end(body);
  });
}
