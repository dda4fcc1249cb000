import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The Python of an environment of `npm run bench:peers`; undefined where it is not installed. */
export function peerPython(environment: "peers" | "runicorn"): string | undefined {
  const python = path.resolve("out/bench-peers", environment, "bin/python");
  return existsSync(python) ? python : undefined;
}

/** A peer's web server. */
export class PeerServer {
  readonly #child: ChildProcess;
  readonly #base: string;

  private constructor(child: ChildProcess, base: string) {
    this.#child = child;
    this.#base = base;
  }

  /** `args` gets the port it has to listen on. */
  static async start(
    command: string,
    args: (port: string) => readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<PeerServer> {
    const probe = net.createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const address = probe.address();
    const port = address !== null && typeof address === "object" ? String(address.port) : "";
    probe.close();
    await once(probe, "close");
    const child = spawn(command, args(port), {
      stdio: "ignore",
      env: { ...process.env, ...environment },
    });
    return new PeerServer(child, `http://127.0.0.1:${port}`);
  }

  async call(address: string): Promise<Uint8Array> {
    const response = await fetch(this.#base + address);
    const body = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return body;
  }

  /** Asks until there is an answer that will do, every 20 ms. */
  async until(address: string, isEnough: (answer: unknown) => boolean): Promise<void> {
    for (;;) {
      if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.#child.exitCode}`);
      const answer = await this.call(address).catch(() => undefined);
      if (answer && isEnough(JSON.parse(Buffer.from(answer).toString()))) return;
      await sleep(20);
    }
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGTERM");
    await once(this.#child, "exit");
  }
}
