import { Duplex } from "node:stream";

import { type Frame, maxDataBytes } from "./bridgeFrame.ts";

/** Bytes of a stream that may be on their way, or unread, in one direction. */
export const windowBytes = 512 * 1024;

/** What a stream needs of its bridge. */
export interface Carrier {
  send(frame: Frame): void;
  /** The stream has something to send; `takeTurn` is called when it is its turn. */
  ready(stream: BridgeStream): void;
  forget(stream: BridgeStream): void;
}

/** One connection over a bridge. Its reader bounds what its writer may send, so a slow one holds up nobody else. */
export class BridgeStream extends Duplex {
  readonly id: number;
  readonly #carrier: Carrier;
  /** Bytes the other side has room for. */
  #credit = windowBytes;
  /** Bytes we have told the other side there is room for. */
  #room = windowBytes;
  #waiting: { bytes: Buffer; readonly done: (error?: Error) => void } | undefined;
  #saidEnd = false;
  #heardEnd = false;
  #wasReset = false;

  constructor(id: number, carrier: Carrier) {
    super({ allowHalfOpen: true });
    this.id = id;
    this.#carrier = carrier;
  }

  /** Sends one frame at most. Whether there is more to send. */
  takeTurn(): boolean {
    const waiting = this.#waiting;
    if (waiting === undefined || this.#credit === 0) return false;
    const data = waiting.bytes.subarray(0, Math.min(maxDataBytes, this.#credit));
    this.#credit -= data.length;
    waiting.bytes = waiting.bytes.subarray(data.length);
    this.#carrier.send({ kind: "data", stream: this.id, data });
    if (waiting.bytes.length === 0) {
      this.#waiting = undefined;
      waiting.done();
    }
    return this.#waiting !== undefined && this.#credit > 0;
  }

  /** Takes what the other side says. False where it breaks the rules. */
  hear(frame: Exclude<Frame, { kind: "open" | "beat" }>): boolean {
    switch (frame.kind) {
      case "data":
        if (frame.data.length > this.#room || this.#heardEnd) return false;
        this.#room -= frame.data.length;
        this.push(frame.data);
        return true;
      case "credit":
        this.#credit += frame.bytes;
        if (this.#credit > windowBytes) return false;
        this.#carrier.ready(this);
        return true;
      case "end":
        if (this.#heardEnd) return false;
        this.#heardEnd = true;
        this.push(null);
        return true;
      case "reset":
        this.#wasReset = true;
        this.destroy(Object.assign(new Error("the other side ended it"), { code: "ECONNRESET" }));
        return true;
      default:
        return false;
    }
  }

  override _write(bytes: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#waiting = { bytes, done };
    this.#carrier.ready(this);
  }

  override _final(done: () => void): void {
    this.#saidEnd = true;
    this.#carrier.send({ kind: "end", stream: this.id });
    done();
  }

  /** Called when the reader wants more: what it took becomes room again, in large steps. */
  override _read(): void {
    const taken = windowBytes - this.#room;
    if (taken < windowBytes / 2 || this.#heardEnd) return;
    this.#room = windowBytes;
    this.#carrier.send({ kind: "credit", stream: this.id, bytes: taken });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const isOver = this.#wasReset || (this.#saidEnd && this.#heardEnd);
    if (!isOver) this.#carrier.send({ kind: "reset", stream: this.id });
    this.#carrier.forget(this);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.done(error ?? new Error("the stream was ended"));
    done(error);
  }
}
