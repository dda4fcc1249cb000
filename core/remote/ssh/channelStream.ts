import { Duplex } from "node:stream";

import type { Channel } from "ssh2";

/** A channel as an ordinary stream, which closes when it is destroyed. */
export class ChannelStream extends Duplex {
  readonly #channel: Channel;

  /** `isProcess`: the channel stays open after both directions have ended, as the exit status comes last. */
  constructor(channel: Channel, { isProcess = false } = {}) {
    // As sockets do: who hears that the other side has ended, ends too.
    super({ autoDestroy: !isProcess, allowHalfOpen: isProcess });
    this.#channel = channel;
    channel.on("data", (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) channel.pause();
    });
    channel.on("end", () => this.push(null));
    channel.on("close", () => {
      if (this.readableEnded) this.destroy();
      else this.once("end", () => this.destroy());
    });
    // Whoever does not listen for errors learns of them by the end, and must not be ended by them.
    this.on("error", () => undefined);
  }

  override _read(): void {
    this.#channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#channel.write(chunk, (error) => done(error ?? undefined));
  }

  /** What waits for each other goes as one. */
  override _writev(
    chunks: readonly { readonly chunk: Buffer }[],
    done: (error?: Error) => void,
  ): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "binary", done);
  }

  override _final(done: () => void): void {
    this.#channel.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#channel.close();
    // The library closes a channel only when all of it was read.
    this.#channel.resume();
    done(error);
  }
}
