import http from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Channels a viewer is asked over at once; further requests wait for one. */
const maxChannels = 16;
/** Milliseconds an idle channel is kept. The other side ends one after 5 s, so none is used that it may just be ending. */
const idleMs = 3000;

/** Keeps the channels to a viewer for the next requests, as an ordinary agent does with sockets. */
export class ChannelAgent extends http.Agent {
  readonly #connect: () => Promise<Duplex>;
  readonly #idle = new WeakMap<Duplex, NodeJS.Timeout>();

  constructor(connect: () => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: maxChannels, scheduling: "lifo" });
    this.#connect = connect;
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    connectWith(async () => asSocket(await this.#connect()), callback);
  }

  /** A channel has no timeouts of its own, and nothing to keep alive: its connection does that. */
  override keepSocketAlive(channel: Duplex): boolean {
    this.#idle.set(channel, setTimeout(() => channel.destroy(), idleMs).unref());
    return true;
  }

  override reuseSocket(channel: Duplex, request: http.ClientRequest): void {
    clearTimeout(this.#idle.get(channel));
    super.reuseSocket(channel, request);
  }
}

/** What an agent calls of a socket that it keeps, and a channel lacks. */
function asSocket(channel: Duplex & Partial<Pick<Socket, "ref">>): Duplex {
  if (!channel.ref) Object.assign(channel, { ref: () => channel });
  return channel;
}

/** What node:http calls for a connection, by a promise. */
export function connectWith(
  connect: () => Promise<Duplex>,
  callback?: (error: Error | null, stream: Duplex) => void,
): void {
  // With an error there is no stream; the type of node:http does not know that.
  const fail = (error: unknown) =>
    callback?.(error instanceof Error ? error : new Error(String(error)), undefined as never);
  connect().then((channel) => callback?.(null, channel), fail);
}
