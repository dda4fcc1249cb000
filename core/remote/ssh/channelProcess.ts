import type { Duplex, Readable } from "node:stream";

import type { ClientChannel } from "ssh2";

import { ChannelStream } from "./channelStream.ts";
import type { Exit } from "./exitOf.ts";
import type { RemoteProcess } from "./sshLink.ts";

/** A command that runs on a channel of its own. */
export class ChannelProcess implements RemoteProcess {
  readonly stdin: Duplex;
  readonly stdout: Duplex;
  readonly stderr: Readable;
  readonly ended: Promise<Exit>;
  readonly #channel: ClientChannel;

  constructor(channel: ClientChannel, exit: Promise<Exit | undefined>) {
    const stream = new ChannelStream(channel, { isProcess: true });
    this.#channel = channel;
    this.stdin = stream;
    this.stdout = stream;
    this.stderr = channel.stderr;
    this.ended = exit.then((end) => end ?? { code: null, signal: null });
  }

  close(): void {
    this.#channel.close();
    // Nobody may read it any more, and it is not over before all of it was read.
    this.stdout.resume();
    this.stderr.resume();
  }
}
