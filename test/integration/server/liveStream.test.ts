import assert from "node:assert/strict";
import { hostname } from "node:os";

import { LiveFrame } from "#core/protocol/live.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

interface StreamEvent {
  readonly id: string;
  readonly frame: LiveFrame;
}

/** Reads server-sent events, as a browser's EventSource does. */
class Stream {
  readonly events: StreamEvent[] = [];
  readonly #ending = new AbortController();
  readonly #headers: Record<string, string>;
  readonly #address: string;
  isOpen = false;

  constructor(address: string, headers: Record<string, string>) {
    this.#address = address;
    this.#headers = headers;
  }

  async open(): Promise<Response> {
    const response = await fetch(this.#address, {
      headers: this.#headers,
      signal: this.#ending.signal,
    });
    this.isOpen = true;
    void this.#read(response);
    return response;
  }

  close(): void {
    this.#ending.abort();
  }

  async #read(response: Response): Promise<void> {
    let text = "";
    try {
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk as Uint8Array).toString();
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) this.#take(block);
      }
    } catch {
      // Ended by us, or by the viewer.
    }
    this.isOpen = false;
  }

  #take(block: string): void {
    const id = /^id: (.*)$/m.exec(block)?.[1];
    const data = /^data: (.*)$/m.exec(block)?.[1];
    if (id !== undefined && data !== undefined)
      this.events.push({ id, frame: LiveFrame.parse(JSON.parse(data)) });
  }
}

describe("live events as a stream", function () {
  this.timeout(20_000);
  let viewer: Viewer;
  let directory: string;
  const streams: Stream[] = [];
  const id = "20260101_120000_aaaaaa";

  before(async () => {
    viewer = await startViewer();
    directory = viewer.files.writeRun({
      id,
      status: { status: "running", started_at: Date.now() / 1000 },
      meta: { created_at: Date.now() / 1000, pid: process.pid, hostname: hostname() },
    });
    await until(() => viewer.store.getRun(id).status === "running");
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  after(() => viewer.dispose());

  async function open(query = "", headers: Record<string, string> = {}): Promise<Stream> {
    const authorization = `Bearer ${viewer.server.token}`;
    const address = `${viewer.base}/api/v2/live/events${query}`;
    const stream = new Stream(address, { authorization, ...headers });
    streams.push(stream);
    const response = await stream.open();
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    assert.equal(response.headers.get("cache-control"), "no-store");
    await until(() => stream.events.length > 0);
    return stream;
  }
  const types = (stream: Stream) => stream.events.map(({ frame }) => frame.event.type);
  const steps = (stream: Stream) =>
    stream.events.flatMap(({ frame: { event } }) =>
      event.type === "points_appended" ? event.points.flatMap((points) => points.steps) : [],
    );

  it("greets, then tells what happens; every event's id is its cursor", async () => {
    const stream = await open();
    assert.deepEqual(types(stream), ["hello"]);
    appendPoints(directory, [{ loss: 1 }, { loss: 2 }]);
    await until(() => steps(stream).length === 2);
    for (const { id, frame } of stream.events) assert.equal(id, frame.cursor);
  });

  it("goes on after the id a browser comes back with, whatever its address says", async () => {
    const stream = await open();
    const first = stream.events[0]?.id ?? "";
    appendPoints(directory, [{ loss: 3 }], 3);
    await until(() => steps(stream).length === 1);
    const last = stream.events.at(-1)?.id ?? "";
    stream.close();
    appendPoints(directory, [{ loss: 4 }], 4);
    await until(async () => (await viewer.get(`/api/v2/runs/${id}/points?key=loss`)).ok);
    const again = await open(`?since=${first}`, { "last-event-id": last });
    await until(() => steps(again).length === 1);
    assert.deepEqual(steps(again), [4]);
    const bySince = await open(`?since=${first}`);
    await until(() => steps(bySince).length === 2);
    assert.deepEqual(steps(bySince), [3, 4]);
  });

  it("tells a client with a cursor of another time to ask for everything", async () => {
    assert.deepEqual(types(await open("?since=other.1")), ["hello", "reset"]);
  });

  it("is not for strangers, and a HEAD of it ends", async () => {
    const address = `${viewer.base}/api/v2/live/events`;
    assert.equal((await fetch(address)).status, 401);
    const authorization = `Bearer ${viewer.server.token}`;
    const head = await fetch(address, { method: "HEAD", headers: { authorization } });
    assert.equal(head.status, 200);
  });

  it("ends with the viewer", async () => {
    const stream = await open();
    await viewer.server.dispose();
    await until(() => !stream.isOpen);
  });
});
