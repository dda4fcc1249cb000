import type { Duplex, Readable } from "node:stream";

import type { ClientChannel } from "ssh2";

import { ChannelStream } from "./channelStream.ts";
import type { RemoteProcess } from "./sshLink.ts";

/** A command that runs on a channel of its own. */
export class ChannelProcess implements RemoteProcess {
  readonly stdin: Duplex;
  readonly stdout: Duplex;
  readonly stderr: Readable;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  readonly #channel: ClientChannel;

  constructor(channel: ClientChannel) {
    const stream = new ChannelStream(channel, { isProcess: true });
    this.#channel = channel;
    this.stdin = stream;
    this.stdout = stream;
    this.stderr = channel.stderr;
    this.ended = new Promise((resolve) => {
      let end: { code: number | null; signal: string | null } = { code: null, signal: null };
      channel.on("exit", (code: number | null, signal?: string) => {
        end = { code, signal: signal ?? null };
      });
      channel.on("close", () => resolve(end));
    });
  }

  close(): void {
    this.#channel.close();
    // Nobody may read it any more, and it is not over before all of it was read.
    this.stdout.resume();
    this.stderr.resume();
  }
}
