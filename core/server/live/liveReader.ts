import type { EventRing } from "./eventRing.ts";
import { RingFrame } from "./ringFrame.ts";

/** One client's connection, however it speaks. */
export interface LiveChannel {
  /** Bytes that were sent and are not on the wire yet. */
  readonly waiting: number;
  /** `onSent` is called when the frame is on the wire, or never where the connection breaks before. */
  send(frame: RingFrame, onSent: () => void): void;
  /** Asks for a sign of life, or at least that all before it was taken. */
  ping(onAnswer: () => void): void;
  /** Ends the connection, also one whose client reads nothing any more. */
  close(reason: string): void;
}

/** Bytes in front of a client that reads slowly. What comes after them waits in the ring, which all clients share. */
const highWater = 256 * 1024;

/** Beats of the heart without an answer after which a client counts as gone. */
const maxSilentBeats = 6;

/** What a client asks for as it comes. */
export interface LiveWish {
  /** The cursor of the last frame it got, if it was here before. */
  readonly since?: string | undefined;
  /** Whether it wants the points themselves, or only how many there are. */
  readonly points: boolean;
  /** Ids of runs, joined by commas, whose points it wants in any case. */
  readonly of?: string | undefined;
}

/** Where one client is in the ring. It gets the frames at its own pace; one that falls out of the ring is told so. */
export class LiveReader {
  readonly #ring: EventRing;
  readonly #channel: LiveChannel;
  readonly #wantsPoints: (run: string) => boolean;
  /** The number of the newest frame it was sent. */
  #sent: number;
  #silentBeats = 0;
  #isEnded = false;

  /** Greets the client. */
  constructor(ring: EventRing, channel: LiveChannel, { since, points, of }: LiveWish) {
    this.#ring = ring;
    this.#channel = channel;
    const runs = new Set(of?.split(","));
    this.#wantsPoints = (run) => points || runs.has(run);
    const known = since === undefined ? ring.last : ring.numberOf(since);
    this.#sent = known ?? ring.last;
    // The greeting carries the client's own cursor, also an unknown one: should the line drop now, nothing counts as received.
    this.#say("hello", since);
    if (known === undefined) this.#say("reset");
    else this.pump();
  }

  /** Sends what is there and the client can take. */
  pump(): void {
    const { last } = this.#ring;
    while (!this.#isEnded && this.#sent < last && this.#channel.waiting < highWater) {
      const frame = this.#ring.at(this.#sent + 1);
      if (frame) {
        this.#sent++;
        const isWhole = frame.run === undefined || this.#wantsPoints(frame.run);
        this.#channel.send(isWhole ? frame : frame.brief, this.#onSent);
      } else {
        this.#sent = last;
        this.#say("reset");
      }
    }
  }

  /** Called every few seconds. False when the client has been silent for so long that it was let go. */
  beat(): boolean {
    if (this.#isEnded) return false;
    if (this.#silentBeats++ >= maxSilentBeats) {
      this.end("nothing was read for too long, come back with your cursor");
      return false;
    }
    if (this.#channel.waiting < highWater) this.#say("heartbeat");
    this.#channel.ping(this.#onAnswer);
    return true;
  }

  end(reason: string): void {
    this.#isEnded = true;
    this.#channel.close(reason);
  }

  readonly #onSent = (): void => this.pump();

  readonly #onAnswer = (): void => {
    this.#silentBeats = 0;
  };

  #say(type: "hello" | "reset" | "heartbeat", cursor = this.#ring.cursorOf(this.#sent)): void {
    if (!this.#isEnded) this.#channel.send(new RingFrame(cursor, { type }), this.#onSent);
  }
}
