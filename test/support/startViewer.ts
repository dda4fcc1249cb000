import path from "node:path";

import { type Server, type ServerOptions, startServer } from "#core/server/server.ts";
import { Settings } from "#core/settings/settings.ts";
import { Store } from "#core/store/store.ts";
import { TempStore } from "#test/support/tempStore.ts";

/** A real server over a real store, in this process. */
export interface Viewer {
  readonly files: TempStore;
  readonly store: Store;
  readonly server: Server;
  /** As `http://127.0.0.1:12345`. */
  readonly base: string;
  readonly port: number;
  /** fetch with the token. */
  get(address: string): Promise<Response>;
  post(address: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  dispose(): Promise<void>;
}

export async function startViewer(
  options: Partial<ServerOptions> & { prepare?: (files: TempStore) => void } = {},
): Promise<Viewer> {
  const files = new TempStore();
  options.prepare?.(files);
  const store = await Store.open({ root: files.root, indexDir: path.join(files.folder, "index") });
  const server = await startServer({
    store,
    settings: new Settings(path.join(files.folder, "settings")),
    version: "1.2.3",
    // A home of its own: whose ssh configuration this machine has is nobody's business.
    env: { PATH: process.env["PATH"], HOME: files.folder },
    listen: { host: "127.0.0.1", port: 0 },
    ...options,
  });
  if (!("port" in server.listening)) throw new Error("startViewer is for TCP");
  const { port } = server.listening;
  const base = `http://127.0.0.1:${port}`;
  const bearer = { authorization: `Bearer ${server.token}` };
  return {
    files,
    store,
    server,
    base,
    port,
    get: (address) => fetch(base + address, { headers: bearer }),
    post: (address, body, headers) =>
      fetch(base + address, {
        method: "POST",
        headers: { ...bearer, "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    async dispose() {
      await server.dispose();
      store.dispose();
      files.dispose();
    },
  };
}
