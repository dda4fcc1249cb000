import path from "node:path";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { RunicornError } from "#core/protocol/errors.ts";
import { trustedScript } from "#core/remote/environments/trustedScript.ts";
import { startScript } from "#core/remote/script/startScript.ts";
import type { RemoteProcess, SshLink } from "#core/remote/ssh/sshLink.ts";

import { Bridge } from "./bridge.ts";
import type { Parcel } from "./parcel.ts";
import { provenStream } from "./provenStream.ts";
import { type Hello, startDialogue } from "./startDialogue.ts";
import type { ViewerLog } from "./viewerLog.ts";

/** How its HTTP server is reached: a socket nobody else can open, a port of loopback, or its own input and output. */
export type ViewerTransport = "socket" | "port" | "bridge";

/** From the best on. A server may forward sockets, ports only, or nothing. */
const ladder: readonly ViewerTransport[] = ["socket", "port", "bridge"];

const argumentsOf: Record<ViewerTransport, readonly string[]> = {
  socket: [],
  port: ["--host", "127.0.0.1", "--port", "0"],
  bridge: ["--bridge"],
};

const scripts = [trustedScript, path.join(import.meta.dirname, "startViewer.sh")];

/** Milliseconds between two signs of life; the viewer goes without one for three. */
const heartbeatMs = 30_000;
/** Milliseconds a viewer has to end by itself. */
const farewellMs = 3000;

export interface ProcessOptions {
  readonly link: SshLink;
  readonly root: string;
  /** The path of one there, or one to bring. */
  readonly node: string | Parcel;
  readonly server: Parcel;
  readonly token: string;
  readonly log: ViewerLog;
  /** What worked the last time is tried first. */
  readonly transport: ViewerTransport;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

/** One process of a viewer on another machine. It ends with its link, or when it is stopped. */
export class RemoteViewerProcess {
  readonly transport: ViewerTransport;
  readonly hello: Hello;
  /** Settles once, with the reason. Never rejects. */
  readonly ended: Promise<{ readonly reason: string; readonly byLink: boolean }>;
  readonly #options: ProcessOptions;
  readonly #process: RemoteProcess;
  readonly #bridge: Bridge | undefined;
  readonly #heart: NodeJS.Timeout;

  private constructor(
    options: ProcessOptions,
    transport: ViewerTransport,
    process: RemoteProcess,
    { hello, rest }: { hello: Hello; rest: Buffer },
  ) {
    this.transport = transport;
    this.hello = hello;
    this.#options = options;
    this.#process = process;
    const { stdin: output, stdout: input } = process;
    if ("bridge" in hello.listen) this.#bridge = new Bridge({ input, output, head: rest });
    else input.resume();
    this.#heart = setInterval(() => this.#beat(), heartbeatMs).unref();
    this.ended = this.#untilEnded();
  }

  /** Starts it, in the best way the server allows: what it refuses is seen only when it is tried. */
  static async start(options: ProcessOptions): Promise<RemoteViewerProcess> {
    const { transport: first, signal, log } = options;
    // What worked before may be refused by now, and what was refused before may work.
    const ways = first === "socket" ? ladder : [first, ...ladder];
    let refusal: unknown;
    for (const way of ways) {
      const started = await RemoteViewerProcess.#startBy(way, options);
      try {
        signal.throwIfAborted();
        (await started.connect()).destroy();
        return started;
      } catch (error) {
        await started.stop();
        signal.throwIfAborted();
        if (await isClosed(options.link)) throw error;
        log.add(`[runicorn] no way to the viewer by its ${way}: ${String(error)}`);
        refusal = error;
      }
    }
    throw refusal;
  }

  static async #startBy(
    way: ViewerTransport,
    options: ProcessOptions,
  ): Promise<RemoteViewerProcess> {
    const { link, root, node, server, token, log, signal, onProgress } = options;
    const brought = typeof node === "string" ? undefined : node;
    const parameters = [
      root,
      typeof node === "string" ? node : "",
      ...describe(server),
      ...describe(brought),
      ...argumentsOf[way],
    ];
    const { process } = await startScript(link, scripts, parameters, { signal });
    log.follow(process.stderr);
    // Its channel may break at any time; that it has ended is told by `ended`.
    process.stdin.on("error", () => {});
    try {
      const parcels = { server, node: brought };
      const said = await startDialogue({ process, parcels, token, log, signal, onProgress });
      return new RemoteViewerProcess(options, way, process, said);
    } catch (error) {
      process.close();
      throw error;
    }
  }

  /** A new stream to its HTTP server. */
  async connect(): Promise<Duplex> {
    const { link, token } = this.#options;
    const { listen } = this.hello;
    if (this.#bridge) return this.#bridge.open();
    if ("socket" in listen) return link.connectSocket(listen.socket);
    if (!("port" in listen)) throw new RunicornError("service_unavailable", "It listens nowhere.");
    return provenStream(await link.connectPort(listen.port), token, listen.port);
  }

  /** Closes its input, which ends it; whatever it still runs is its own to end. */
  async stop(): Promise<void> {
    clearInterval(this.#heart);
    this.#bridge?.dispose();
    this.#process.stdin.end();
    await Promise.race([this.#process.ended, sleep(farewellMs, undefined, { ref: false })]);
    this.#process.close();
  }

  #beat(): void {
    if (this.#bridge) this.#bridge.beat();
    else this.#process.stdin.write("\n");
  }

  async #untilEnded(): Promise<{ reason: string; byLink: boolean }> {
    const process = this.#process.ended.then(({ code, signal }) =>
      signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`,
    );
    const bridge = this.#bridge?.closed.then((why) => `the bridge to it broke, ${why}`);
    const reason = await Promise.race(bridge ? [process, bridge] : [process]);
    clearInterval(this.#heart);
    this.#bridge?.dispose();
    this.#process.close();
    return { reason, byLink: await isClosed(this.#options.link) };
  }
}

function describe(parcel: Parcel | undefined): string[] {
  if (!parcel) return ["", "", ""];
  return [parcel.folder, parcel.checksums, String(parcel.files)];
}

/** Whether it is the link that has ended: it says so a moment after its channels do. */
export async function isClosed(link: SshLink): Promise<boolean> {
  const closed = link.closed.then(() => true);
  return Promise.race([closed, sleep(250, false, { ref: false })]);
}
