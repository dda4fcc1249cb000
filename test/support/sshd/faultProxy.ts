import { type Server, type Socket, connect, createServer } from "node:net";

import { FaultyStream } from "./faultyStream.ts";

/** A TCP proxy in this process that does to its connections what bad networks do. */
export class FaultProxy {
  readonly port: number;
  /** Connections taken so far. */
  accepted = 0;
  /** Bytes that came from the client, and from the server, held back ones included. */
  readonly counted = { fromClient: 0, fromServer: 0 };
  readonly #server: Server;
  readonly #pairs = new Set<{ sockets: [Socket, Socket]; streams: [FaultyStream, FaultyStream] }>();
  #target: { port: number; host: string };
  #isDark = false;
  #delayMs = 0;
  #bytesPerSecond = Infinity;

  private constructor(server: Server, port: number, target: { port: number; host: string }) {
    this.#server = server;
    this.port = port;
    this.#target = target;
    server.on("connection", (client) => this.#take(client));
  }

  /** Listens on a free loopback port and passes everything on to another. */
  static async start(port: number, host = "127.0.0.1"): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return new FaultProxy(server, address.port, { port, host });
  }

  /** How many connections it carries. */
  get open(): number {
    return this.#pairs.size;
  }

  /** From now on nothing arrives, either way, and nobody is told. New connections are taken and hear nothing. */
  blackhole(): void {
    this.#isDark = true;
    this.#apply();
  }

  /** What was held back is delivered, as TCP would by sending again. */
  restore(): void {
    this.#isDark = false;
    this.#apply();
  }

  /** Delays every byte, both ways. */
  delay(milliseconds: number): void {
    this.#delayMs = milliseconds;
    this.#apply();
  }

  /** Lets so many bytes pass in a second, each way. */
  limit(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
    this.#apply();
  }

  /** New connections lead somewhere else. */
  redirect(port: number): void {
    this.#target = { ...this.#target, port };
  }

  /** Both ends of all connections get an RST. */
  reset(): void {
    for (const { sockets } of this.#pairs) {
      for (const socket of sockets) socket.resetAndDestroy();
    }
  }

  /** The clients never hear of these connections again, whatever happens later; the server sees them end. */
  cut(): void {
    for (const { sockets, streams } of this.#pairs) {
      for (const stream of streams) stream.sever();
      sockets[1].destroy();
    }
  }

  /** New connections are refused until `listen`. */
  async refuse(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.reset();
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.port, "127.0.0.1", resolve));
  }

  async dispose(): Promise<void> {
    for (const { sockets } of this.#pairs) for (const socket of sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(client: Socket): void {
    this.accepted += 1;
    const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    const up = new FaultyStream(client, server, (count) => (this.counted.fromClient += count));
    const down = new FaultyStream(server, client, (count) => (this.counted.fromServer += count));
    const pair = { sockets: [client, server], streams: [up, down] } satisfies {
      sockets: [Socket, Socket];
      streams: [FaultyStream, FaultyStream];
    };
    this.#pairs.add(pair);
    let closed = 0;
    for (const socket of pair.sockets) {
      socket.on("close", () => {
        closed += 1;
        if (closed === 2) this.#pairs.delete(pair);
      });
    }
    this.#apply();
  }

  #apply(): void {
    for (const { streams } of this.#pairs) {
      for (const stream of streams) {
        stream.isDark = this.#isDark;
        stream.delayMs = this.#delayMs;
        stream.bytesPerSecond = this.#bytesPerSecond;
        stream.pump();
      }
    }
  }
}
