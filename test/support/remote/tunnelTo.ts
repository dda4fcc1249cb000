import http, { type RequestListener } from "node:http";
import net, { type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import { ViewerProxy } from "#core/remote/tunnel/viewerProxy.ts";

/** A server that is reached through a proxy only, over sockets that stand for channels. */
export class TunnelTo {
  /** Of the proxy. */
  port = 0;
  /** What was opened to the server. */
  readonly channels: net.Socket[] = [];
  readonly server: http.Server;
  readonly #front: http.Server;
  readonly #proxy: ViewerProxy;

  constructor(viewer: RequestListener, largestUnzipped?: number) {
    this.server = http.createServer(viewer);
    const proxied = { token: "theirs", connect: () => this.#connect() };
    this.#proxy = new ViewerProxy(proxied, largestUnzipped);
    this.#front = http.createServer((request, reply) => {
      this.#proxy.request(request, reply, request.url ?? "/").catch((error: unknown) => {
        reply.statusCode = 503;
        reply.end(String(error));
      });
    });
    this.#front.on("upgrade", (request, connection, head) => {
      this.#proxy
        .upgrade(request, connection, head, request.url ?? "/")
        .catch(() => connection.destroy());
    });
  }

  async start(): Promise<this> {
    for (const server of [this.server, this.#front]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    }
    this.port = (this.#front.address() as AddressInfo).port;
    return this;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get open(): number {
    return this.channels.filter((channel) => !channel.destroyed).length;
  }

  dispose(): void {
    this.#proxy.dispose();
    for (const server of [this.server, this.#front]) {
      server.close();
      server.closeAllConnections();
    }
    for (const channel of this.channels) channel.destroy();
  }

  #connect(): Promise<Duplex> {
    const { port } = this.server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const channel = net.connect(port, "127.0.0.1", () => resolve(channel));
      channel.once("error", reject);
      this.channels.push(channel);
    });
  }
}
