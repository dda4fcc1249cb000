import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";

import { createClient } from "#core/client/client.ts";
import { type RunEvent, EventsPage } from "#core/protocol/event.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { openTransport } from "#test/unit/webviews/openTransport.ts";
import { EventReader } from "#webviews/shared/eventReader.ts";

const id = "20260101_120000_aaaaaa";

describe("typed events of several processes, followed through the viewer", () => {
  let viewer: Viewer;
  let directory: string;

  beforeEach(async () => {
    viewer = await startViewer({
      auth: false,
      prepare(files) {
        directory = files.writeRun({ id, points: [{ loss: 1 }] });
      },
    });
  });

  afterEach(() => viewer.dispose());

  let logged = 0;
  const log = (rank: number | null, type = "alert") => {
    const text = `${type} ${rank} ${++logged}`;
    const file = rank === null ? "events.jsonl" : `events.rank${rank}.jsonl`;
    const line = JSON.stringify({ ts: logged, type, data: { key: "k", text, step: logged } });
    appendFileSync(path.join(directory, file), `${line}\n`);
    return text;
  };
  const follow = (query: { type?: string; key?: string }, perRead: number) => {
    const read: RunEvent[] = [];
    const client = createClient(openTransport(viewer.base));
    const onEvents = (events: readonly RunEvent[]) => void read.push(...events);
    const reader = new EventReader({ client, run: id, query, perRead, onEvents });
    return {
      reader,
      get texts() {
        return read.map(({ data }) => String(data["text"])).sort();
      },
    };
  };

  it("come each once, whichever process logs next", async () => {
    const all = follow({}, 2);
    const alerts = follow({ type: "alert", key: "k" }, 100);
    const written: string[] = [];
    for (const rank of [1, 0, 12, 0, null, 1, 3, 12, 1, 0]) {
      written.push(log(rank), log(rank, "text"), log(rank));
      await Promise.all([all.reader.read(), alerts.reader.read()]);
      assert.deepEqual(all.texts, written.toSorted());
      assert.deepEqual(alerts.texts, written.filter((text) => text.startsWith("alert")).sort());
    }
  });

  it("miss nothing that is logged while somebody reads", async () => {
    log(1);
    const all = follow({}, 1);
    const written: string[] = [];
    for (let n = 0; n < 30; n++) {
      written.push(log(n % 3));
      void all.reader.read();
    }
    await all.reader.read();
    assert.equal(all.texts.length, written.length + 1);
  });

  it("come to an end beside samples of the machine", async () => {
    const sample = JSON.stringify({ ts: 1, data: { cpu: 1 } });
    appendFileSync(path.join(directory, "system.jsonl"), `${sample}\n`);
    const written: string[] = [];
    for (let n = 0; n < 5; n++) written.push(log(null), log(1));
    const all = follow({}, 2);
    await all.reader.read();
    assert.deepEqual(all.texts, written.toSorted());
  });

  it("are read on where a viewer began anew, and by ids alone as before", async () => {
    log(0);
    log(1);
    const page = async (query: string) => {
      const answer = await viewer.get(`/api/v2/runs/${id}/events?${query}`);
      assert.equal(answer.status, 200, await answer.clone().text());
      return EventsPage.parse(await answer.json());
    };
    const first = await page("");
    viewer.store.rebuildIndex();
    const text = log(0);
    const { events, next, cursor } = await page(`since=${first.cursor}`);
    assert.deepEqual([events.map(({ data }) => data["text"]), next], [[text], null]);
    assert.deepEqual((await page(`since=${cursor}`)).events, []);
    const byIds: RunEvent[] = [];
    for (let after: number | null = 0; after !== null;) {
      const read: EventsPage = await page(`limit=1&after=${after}`);
      byIds.push(...read.events);
      after = read.next;
    }
    assert.deepEqual(byIds, (await page("")).events);
    for (const bad of ["x", "1-2", ".", "0.", "99999.1", "0.1__"]) {
      const answer = await viewer.get(`/api/v2/runs/${id}/events?since=${bad}`);
      assert.equal(answer.status, 400, bad);
    }
  });
});
