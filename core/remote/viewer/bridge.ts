import type { Duplex, Readable, Writable } from "node:stream";

import { encodeFrame, type Frame, FrameReader } from "./bridgeFrame.ts";
import { BridgeStream, type Carrier } from "./bridgeStream.ts";

/** Connections at once; a further one is refused. */
const maxStreams = 256;

export interface BridgeOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Bytes of `input` that were read already. */
  readonly head?: Buffer;
  /** Takes the connections the other side opens; without it, it may open none. */
  readonly onStream?: (stream: Duplex) => void;
}

/**
 * Many connections over one pair of streams, for servers that forward nothing. One side opens them, the other accepts.
 * Memory is bounded: a stream's reader grants what its writer may send, and all take turns while `output` has room.
 */
export class Bridge {
  /** Why it is over: a stream of the pair ended, or the other side said something that makes no sense. Never rejects. */
  readonly closed: Promise<string>;
  readonly #options: BridgeOptions;
  readonly #reader = new FrameReader();
  readonly #streams = new Map<number, BridgeStream>();
  readonly #ready = new Set<BridgeStream>();
  readonly #carrier: Carrier;
  readonly #close: (reason: string) => void;
  #newest = 0;
  #isFull = false;
  #isPumping = false;
  #isClosed = false;

  constructor(options: BridgeOptions) {
    this.#options = options;
    const { input, output, head } = options;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.closed = promise;
    this.#close = resolve;
    this.#carrier = {
      send: (frame) => this.#send(frame),
      ready: (stream) => {
        this.#ready.add(stream);
        this.#pump();
      },
      forget: (stream) => {
        this.#ready.delete(stream);
        this.#streams.delete(stream.id);
      },
    };
    output.on("drain", () => {
      this.#isFull = false;
      this.#pump();
    });
    output.on("error", () => this.#end("its output broke"));
    input.on("error", () => this.#end("its input broke"));
    input.on("end", () => this.#end("its input ended"));
    input.on("close", () => this.#end("its input ended"));
    if (head !== undefined) this.#read(head);
    input.on("data", (bytes: Buffer) => this.#read(bytes));
    input.resume();
  }

  /** A new connection. */
  open(): Duplex {
    const stream = this.#add(++this.#newest);
    this.#send({ kind: "open", stream: stream.id });
    if (this.#isClosed) stream.destroy(new Error("the bridge is closed"));
    return stream;
  }

  /** Tells the other side that we are there. */
  beat(): void {
    this.#send({ kind: "beat" });
  }

  /** Ends all connections. The pair of streams stays the caller's. */
  dispose(): void {
    this.#end("it was ended");
  }

  #add(id: number): BridgeStream {
    const stream = new BridgeStream(id, this.#carrier);
    // Whoever uses it may have left already; a reset is no reason to fall.
    stream.on("error", () => {});
    this.#streams.set(id, stream);
    return stream;
  }

  #read(bytes: Buffer): void {
    if (this.#isClosed) return;
    try {
      for (const frame of this.#reader.read(bytes)) {
        if (!this.#take(frame)) throw new Error(`a frame of kind ${frame.kind} was out of place`);
      }
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  #take(frame: Frame): boolean {
    if (frame.kind === "beat") return true;
    if (frame.kind === "open") return this.#accept(frame.stream);
    // What was still on its way when we ended the stream is nobody's any more.
    return this.#streams.get(frame.stream)?.hear(frame) ?? frame.stream <= this.#newest;
  }

  #accept(id: number): boolean {
    const { onStream } = this.#options;
    if (onStream === undefined || id <= this.#newest) return false;
    this.#newest = id;
    if (this.#streams.size >= maxStreams) this.#send({ kind: "reset", stream: id });
    else onStream(this.#add(id));
    return true;
  }

  #send(frame: Frame): void {
    if (this.#isClosed) return;
    if (!this.#options.output.write(encodeFrame(frame))) this.#isFull = true;
  }

  /** One frame of each stream that has something to send, round and round. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (const stream of this.#ready) {
      if (this.#isFull || this.#isClosed) break;
      this.#ready.delete(stream);
      // Put back, it comes last.
      if (stream.takeTurn()) this.#ready.add(stream);
    }
    this.#isPumping = false;
  }

  #end(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stream of this.#streams.values()) {
      stream.destroy(Object.assign(new Error(reason), { code: "ECONNRESET" }));
    }
    this.#close(reason);
  }
}
