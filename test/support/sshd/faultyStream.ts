import type { Socket } from "node:net";

const mostHeld = 4 * 1024 * 1024;

/** One direction of a connection, with a gate, a delay and a rate. */
export class FaultyStream {
  isDark = false;
  delayMs = 0;
  bytesPerSecond = Infinity;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #held: { bytes: Buffer | "end" | "destroy"; due: number }[] = [];
  #heldBytes = 0;
  #freeAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isSevered = false;

  constructor(from: Socket, to: Socket, count: (bytes: number) => void) {
    this.#from = from;
    this.#to = to;
    from.on("data", (bytes) => {
      count(bytes.length);
      this.#hold(bytes);
      if (this.#heldBytes > mostHeld) from.pause();
    });
    from.on("end", () => this.#hold("end"));
    from.on("error", () => this.#hold("destroy"));
    from.on("close", () => this.#hold("destroy"));
    to.on("drain", () => this.pump());
  }

  /** Nothing passes any more, not even that it ended. */
  sever(): void {
    this.#isSevered = true;
  }

  pump(): void {
    clearTimeout(this.#timer);
    while (!this.isDark && !this.#isSevered) {
      const [first] = this.#held;
      if (first === undefined) return;
      const now = performance.now();
      const at = Math.max(first.due, this.#freeAt);
      if (now < at) {
        this.#timer = setTimeout(() => this.pump(), Math.ceil(at - now));
        return;
      }
      if (this.#to.writableNeedDrain) return;
      this.#held.shift();
      if (first.bytes === "end") this.#to.end();
      else if (first.bytes === "destroy") this.#to.destroy();
      else this.#pass(first.bytes, now);
    }
  }

  #pass(bytes: Buffer, now: number): void {
    this.#heldBytes -= bytes.length;
    this.#freeAt = now + (bytes.length / this.bytesPerSecond) * 1000;
    if (!this.#to.destroyed) this.#to.write(bytes);
    if (this.#heldBytes <= mostHeld) this.#from.resume();
  }

  #hold(bytes: Buffer | "end" | "destroy"): void {
    if (bytes instanceof Buffer) this.#heldBytes += bytes.length;
    this.#held.push({ bytes, due: performance.now() + this.delayMs });
    this.pump();
  }
}
