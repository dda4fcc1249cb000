import type { Duplex } from "node:stream";

import type { Channel, Client, ClientChannel } from "ssh2";

import { Slots } from "#core/async/slots.ts";
import { RunicornError } from "#core/protocol/errors.ts";

import { channelError, sessionError } from "./channelError.ts";
import { ChannelProcess } from "./channelProcess.ts";
import { ChannelStream } from "./channelStream.ts";
import { collectOutput } from "./collectOutput.ts";
import { type Exit, exitOf } from "./exitOf.ts";
import type { Hops } from "./hops.ts";
import { pause } from "./pause.ts";
import type { LinkFacts, RemoteProcess, RunOptions, RunResult, SshLink } from "./sshLink.ts";
import type { Timing } from "./timing.ts";
import { within } from "./within.ts";

/** Servers allow ten sessions by default, and other programs of the person want some. */
const execsAtOnce = 4;
/** Of those, so many may be commands that go on: one is left for looking at the machine. */
const lastingAtOnce = execsAtOnce - 1;
const usualMaxBytes = 8 << 20;
/** What may wait in a channel that is not read. Twice the window a server has; one that sends more does not keep to it. */
const mostUnread = 4 << 20;
const checkUnreadEvery = 1 << 20;
const lingeringMs = 1000;
/** Nothing is ever forwarded here, so asking to end it changes nothing and has to be answered. */
const unusedPort = 1;

interface Command {
  readonly channel: ClientChannel;
  readonly exit: Promise<Exit | undefined>;
}

type Done<T> = (error: Error | undefined, channel: T) => void;

/** A link over connections that are logged in. */
export class OpenedLink implements SshLink {
  readonly facts: LinkFacts;
  readonly closed: Promise<string>;
  readonly #hops: Hops;
  readonly #client: Client;
  readonly #timing: Timing;
  readonly #execs = new Slots(execsAtOnce);
  readonly #closing = new AbortController();
  readonly #channels = new Set<Channel>();
  readonly #streams = new Set<Duplex>();
  #lasting = 0;
  #lastExecEnd = -Infinity;
  #resolveClosed: (reason: string) => void = () => undefined;

  constructor(hops: Hops, timing: Timing) {
    this.#hops = hops;
    this.#client = hops.last.client;
    this.#timing = timing;
    this.facts = hops.last.facts;
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    // Whichever of them ends, all of them do: an inner one may never hear that an outer one is cut.
    for (const hop of hops.connections) void hop.closed.then((reason) => this.#close(reason));
    // The library ends channels as if the other side had. Whoever reads one must not take the cut for the end.
    hops.last.client.once("close", () => this.#cutStreams());
    let unchecked = 0;
    hops.last.socket.on("data", (chunk: Buffer) => {
      unchecked += chunk.length;
      if (unchecked < checkUnreadEvery) return;
      unchecked = 0;
      this.#checkUnread();
    });
  }

  get lastHeard(): number {
    return this.#hops.last.lastHeard;
  }

  async run(command: string, options: RunOptions = {}): Promise<RunResult> {
    const { input, limitMs = this.#timing.operationMs, maxBytes = usualMaxBytes } = options;
    const late = `The command did not end within ${limitMs / 1000} s.`;
    const signals = [this.#closing.signal, options.signal];
    return within({ limitMs, late, signals }, async (signal) => {
      const leave = await this.#execs.enter(signal);
      try {
        const { channel, exit } = await this.#exec(command, signal);
        return await collectOutput(channel, exit, { input, maxBytes, signal });
      } finally {
        leave();
      }
    });
  }

  async start(command: string): Promise<RemoteProcess> {
    if (this.#lasting >= lastingAtOnce) {
      throw new RunicornError(
        "service_unavailable",
        `${lastingAtOnce} viewers run over this connection already; stop one of them first.`,
      );
    }
    this.#lasting += 1;
    const leaves: (() => void)[] = [() => (this.#lasting -= 1)];
    const leave = () => leaves.splice(0).forEach((one) => one());
    return this.#soon("start a command", async (signal) => {
      try {
        leaves.push(await this.#execs.enter(signal));
        const { channel, exit } = await this.#exec(command, signal);
        void exit.then(leave);
        const process = new ChannelProcess(channel, exit);
        this.#keep(process.stdin);
        return process;
      } catch (error) {
        leave();
        throw error;
      }
    });
  }

  connectSocket(path: string): Promise<Duplex> {
    return this.#connect(path, (done) => this.#client.openssh_forwardOutStreamLocal(path, done));
  }

  connectPort(port: number): Promise<Duplex> {
    return this.#connect(`port ${port}`, (done) =>
      this.#client.forwardOut("127.0.0.1", 0, "127.0.0.1", port, done),
    );
  }

  ping(limitMs = this.#timing.operationMs): Promise<number> {
    const { now } = this.#timing;
    const late = `The server did not answer within ${limitMs / 1000} s.`;
    return within({ limitMs, late, signals: [this.#closing.signal] }, () => {
      const begun = now();
      return new Promise((resolve, reject) => {
        this.#ask(reject, () =>
          this.#client.unforwardIn("127.0.0.1", unusedPort, (error) => {
            // A refusal is an answer. The end of the connection is none, and rejects by itself.
            if (error?.message !== "No response from server") resolve(now() - begun);
          }),
        );
      });
    });
  }

  async dispose(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const last = this.#hops.last;
    last.client.end();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, this.#timing.goodbyeMs);
    });
    this.#closing.abort(gone("it was ended here"));
    await Promise.race([last.closed, patience]);
    clearTimeout(timer);
    this.#cut("It was ended here.");
  }

  #close(reason: string): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(gone(reason));
    this.#cut(reason);
  }

  #keep(stream: Duplex): void {
    this.#streams.add(stream);
    stream.once("close", () => this.#streams.delete(stream));
  }

  #cutStreams(): void {
    for (const stream of this.#streams) stream.destroy(gone("it was cut"));
  }

  #cut(reason: string): void {
    this.#cutStreams();
    this.#hops.outermost.destroy();
    this.#resolveClosed(reason);
  }

  /** The library lets a server send without end into a channel nobody reads. */
  #checkUnread(): void {
    for (const channel of this.#channels) {
      const stderr = "stderr" in channel ? (channel as ClientChannel).stderr.readableLength : 0;
      if (channel.readableLength + stderr > mostUnread) {
        this.#close("The server sent more than it was allowed to.");
        return;
      }
    }
  }

  async #connect(to: string, open: (done: Done<ClientChannel>) => void): Promise<Duplex> {
    return this.#soon(`reach ${to}`, async (signal) => {
      const channel = await this.#channel(open, (opened) => new ChannelStream(opened), {
        signal,
        refused: (error) => channelError(error, to),
      });
      this.#keep(channel);
      return channel;
    });
  }

  async #exec(command: string, signal: AbortSignal): Promise<Command> {
    const { now } = this.#timing;
    for (;;) {
      try {
        const opened = await this.#channel(
          (done) => this.#client.exec(command, done),
          (channel) => ({ channel, exit: exitOf(channel) }),
          { signal, refused: sessionError },
        );
        void opened.exit.then(() => (this.#lastExecEnd = now()));
        return opened;
      } catch (error) {
        // A server counts a session for a moment longer than it lasts.
        if (now() - this.#lastExecEnd > lingeringMs) throw error;
        await pause(lingeringMs / 20, signal);
      }
    }
  }

  #soon<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limitMs = this.#timing.operationMs;
    const late = `The server took longer than ${limitMs / 1000} s to ${what}.`;
    return within({ limitMs, late, signals: [this.#closing.signal] }, work);
  }

  /** `wrap` listens to the channel before anything of it can be missed. */
  #channel<T>(
    open: (done: Done<ClientChannel>) => void,
    wrap: (channel: ClientChannel) => T,
    { signal, refused }: { signal: AbortSignal; refused: (error: Error) => RunicornError },
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason as Error);
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
      this.#ask(reject, () =>
        open((error, channel) => {
          signal.removeEventListener("abort", abort);
          if (error) {
            reject(refused(error));
            return;
          }
          this.#channels.add(channel);
          channel.on("close", () => this.#channels.delete(channel));
          if (signal.aborted) channel.close();
          resolve(wrap(channel));
        }),
      );
    });
  }

  /** The library throws where the connection has ended. */
  #ask(reject: (error: Error) => void, ask: () => void): void {
    try {
      ask();
    } catch {
      reject(gone("it has ended"));
    }
  }
}

function gone(reason: string): RunicornError {
  const plain = reason.replace(/\.$/, "");
  return new RunicornError("service_unavailable", `The connection is closed: ${plain}.`);
}
