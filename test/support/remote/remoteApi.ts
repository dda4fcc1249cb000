import path from "node:path";

import { createMethods, type Methods } from "#core/client/methods.ts";
import { remoteApi } from "#core/protocol/remoteApi.ts";
import type { ServerOptions } from "#core/server/server.ts";
import { LocalMachine, type RemoteMachine } from "#test/support/remote/remoteMachine.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

/** A viewer in this process that is asked to connect, by a client for its routes about other machines. */
export class RemoteApi {
  readonly local: LocalMachine;
  readonly viewer: Viewer;
  readonly client: Methods<typeof remoteApi>;
  /** All that was logged, and all that was answered. */
  readonly said: string[];

  private constructor(viewer: Viewer, local: LocalMachine, said: string[]) {
    this.viewer = viewer;
    this.local = local;
    this.said = said;
    this.client = createMethods(
      {
        request: async ({ method, path: target, body, signal }) => {
          const response = await this.send(method, target, body, signal);
          const bytes = new Uint8Array(await response.arrayBuffer());
          said.push(Buffer.from(bytes).toString());
          return { status: response.status, contentType: "", body: bytes };
        },
        openSocket: () => {
          throw new Error("not here");
        },
      },
      remoteApi,
    );
  }

  static async start(options: Partial<ServerOptions> = {}): Promise<RemoteApi> {
    const local = new LocalMachine();
    const said: string[] = [];
    const viewer = await startViewer({
      env: { PATH: process.env["PATH"], HOME: local.home },
      bundleFolder: path.resolve("dist"),
      log: (...line) => said.push(JSON.stringify(line)),
      ...options,
    });
    return new RemoteApi(viewer, local, said);
  }

  send(method: string, target: string, body?: string, signal?: AbortSignal): Promise<Response> {
    return fetch(this.viewer.base + target, {
      method,
      headers: {
        authorization: `Bearer ${this.viewer.server.token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    });
  }

  /** An answer as it comes, whatever it says. */
  async post(route: string, body: object) {
    const response = await this.viewer.post(`/api/remote/${route}`, body);
    const text = await response.text();
    this.said.push(text);
    return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
  }

  /** What `connect` wants to log in to a machine with a key it takes. */
  login({ sshd }: RemoteMachine) {
    return {
      host: sshd.address,
      port: sshd.port,
      username: sshd.user.name,
      auth_method: "key" as const,
      private_key_path: sshd.makeClientKey().path,
    };
  }

  async dispose(): Promise<void> {
    await this.viewer.dispose();
    await this.local.dispose();
  }
}
