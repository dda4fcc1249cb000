import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { decodeSeries, seriesMediaType } from "#core/protocol/seriesCodec.ts";

import { metrics } from "./bigRun.ts";

interface BenchRequest {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What indexing took a viewer. */
export interface Indexed {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Bytes. */
  readonly peakRss: number;
}

/** A viewer as it ships, in a process of its own. */
export class BenchViewer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #base = "";
  #token = "";

  private constructor(program: string, root: string) {
    this.#child = spawn(process.execPath, [program, root], { stdio: ["pipe", "pipe", "inherit"] });
    if (!this.#child.stdout) throw new Error("the viewer says nothing");
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** `program`: of bundleServer. */
  static async start(program: string, root: string): Promise<BenchViewer> {
    const viewer = new BenchViewer(program, root);
    const { port, token } = (await viewer.#said()) as { port: number; token: string };
    viewer.#base = `http://127.0.0.1:${port}`;
    viewer.#token = token;
    return viewer;
  }

  async call(address: string, init: BenchRequest = {}): Promise<Uint8Array> {
    const headers = { authorization: `Bearer ${this.#token}`, ...init.headers };
    const response = await fetch(this.#base + address, { ...init, headers });
    const body = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return body;
  }

  /** Curves of all metrics of a big run, in 1000 buckets. */
  async draw(run: string, { preview = false, accept = seriesMediaType } = {}): Promise<Uint8Array> {
    const body = { series: metrics.map((key) => ({ run, key })), points: 1000, preview };
    const headers = { "content-type": "application/json", accept };
    return this.call("/api/v2/metrics/query", {
      method: "POST",
      body: JSON.stringify(body),
      headers,
    });
  }

  /** Whether the first picture came from a sample, and the milliseconds it took. */
  async preview(run: string): Promise<{ took: number; isPreview: boolean }> {
    const begun = performance.now();
    const series = decodeSeries(await this.draw(run, { preview: true }));
    const took = performance.now() - begun;
    return { took, isPreview: series.every(({ preview }) => preview === true) };
  }

  /** Waits until all there is has been indexed. To be asked once. */
  async indexed(): Promise<Indexed> {
    return (await this.#said()) as Indexed;
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    await once(this.#child, "exit");
  }

  async #said(): Promise<unknown> {
    return JSON.parse(String((await this.#lines.next()).value)) as unknown;
  }
}
