import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, utimesSync } from "node:fs";
import path from "node:path";

import { slowRuns, slowTable } from "#test/support/slowReader.ts";
import { startViewer, type Viewer } from "#test/support/startViewer.ts";
import { treeOf } from "#test/support/treeOf.ts";
import { until } from "#test/support/until.ts";

const fixtures = path.join(import.meta.dirname, "../../fixtures/stores");
const longAgo = 1_772_000_100;

/** What each of the stores holds, told by hand. */
const stores = [
  {
    fixture: "v0.4",
    runs: { "20250301_101500_0a1b2c": ["vision/resnet", "finished"] },
    bin: { "20250301_111500_0a1b2d": "vision/resnet" },
    // A curve, its points, and those that are not finite.
    curve: ["20250301_101500_0a1b2c", "loss", 3, 1],
  },
  {
    fixture: "v0.5",
    runs: {
      "20250610_091500_a1b2c3": ["nlp/bert", "failed"],
      "20250611_101500_a1b2c4": ["nlp/bert", "finished"],
    },
    bin: {},
    curve: ["20250610_091500_a1b2c3", "loss", 4, 1],
  },
  {
    fixture: "v0.6",
    runs: {
      "20260225_061320_3c4d5e": ["cv/yolo", "finished"],
      "20260225_061400_3c4d5f": ["", "failed"],
    },
    bin: { "20260225_061500_3c4d60": "cv/yolo" },
    curve: ["20260225_061320_3c4d5e", "box_loss", 2, 1],
  },
  {
    fixture: "v0.7",
    runs: { "20260511_121314_5e6f70": ["cv/exp v1.2/deep/er", "interrupted"] },
    bin: { "20260512_121314_5e6f71": "cv/old", "20260513_121314_5e6f72": "cv/old" },
    curve: ["20260511_121314_5e6f70", "train loss", 2, 1],
  },
  {
    fixture: "flat",
    runs: { "20240105_080000_77aa88": ["", "failed"] },
    bin: {},
    curve: ["20240105_080000_77aa88", "loss", 1, 0],
  },
] as const;

for (const { fixture, runs, bin, curve } of stores) {
  describe(`a store of ${fixture}, through the API`, () => {
    let viewer: Viewer;
    beforeEach(async () => {
      viewer = await startViewer({
        prepare: ({ root }) => {
          cpSync(path.join(fixtures, fixture), root, { recursive: true });
          // Copying is no sign of life.
          for (const place of readdirSync(root, { recursive: true, encoding: "utf8" }))
            utimesSync(path.join(root, place), longAgo, longAgo);
        },
      });
    });
    afterEach(() => viewer.dispose());

    async function get<T>(address: string): Promise<T> {
      const answer = await viewer.get(address);
      assert.equal(answer.status, 200, address);
      return (await answer.json()) as T;
    }
    async function post<T>(address: string, body: unknown): Promise<T> {
      const answer = await viewer.post(address, body);
      assert.equal(answer.status, 200, address);
      return (await answer.json()) as T;
    }
    const listed = async () =>
      Object.fromEntries(
        (await get<{ id: string; path: string; status: string }[]>("/api/runs")).map((run) => [
          run.id,
          [run.path, run.status],
        ]),
      );
    const binned = async () =>
      Object.fromEntries(
        (
          await get<{ deleted_runs: { id: string; path: string }[] }>("/api/recycle-bin")
        ).deleted_runs.map((run) => [run.id, run.path]),
      );
    const ids = Object.keys(runs);

    it("is listed, opened and charted, and not changed by that", async () => {
      const before = treeOf(viewer.files.root);
      assert.deepEqual(await listed(), runs);
      assert.deepEqual(await binned(), bin);
      for (const slow of slowRuns(viewer.files.root)) {
        assert.ok(Object.hasOwn(runs, slow.id), slow.id);
        for (const what of ["", "/assets", "/metrics", "/metrics_step"])
          await get(`/api/runs/${slow.id}${what}`);
        for (const what of ["", "/metrics", "/events", "/logs", "/environment", "/code", "/system"])
          await get(`/api/v2/runs/${slow.id}${what}`);
        if (!existsSync(path.join(slow.directory, "events.jsonl"))) continue;
        const { columns, rows } = await get<{ columns: string[]; rows: unknown[] }>(
          `/api/runs/${slow.id}/metrics`,
        );
        const expected = slowTable(slow);
        assert.deepEqual([columns, rows.length], [expected.columns, expected.rows.length]);
      }
      const [run, key, points, odd] = curve;
      const { series } = await post<{ series: Record<string, number[]>[] }>(
        "/api/v2/metrics/query",
        { series: [{ run, key }], x: "step", points: 100 },
      );
      const sum = (name: string) => (series[0]?.[name] ?? []).reduce((a, b) => a + b, 0);
      assert.deepEqual(
        [sum("count"), sum("nan") + sum("pos_inf") + sum("neg_inf")],
        [points - odd, odd],
      );
      assert.deepEqual(treeOf(viewer.files.root), before);
    });

    it("has its runs deleted, restored and purged, and nothing else", async () => {
      const before = treeOf(viewer.files.root);
      await post("/api/runs/soft-delete", { run_ids: ids });
      assert.deepEqual(await listed(), {});
      assert.deepEqual(Object.keys(await binned()).sort(), [...ids, ...Object.keys(bin)].sort());
      await post("/api/recycle-bin/restore", { run_ids: ids });
      assert.deepEqual(await listed(), runs);
      assert.deepEqual(treeOf(viewer.files.root), before);
      const deleted = Object.keys(bin);
      if (deleted.length > 0) {
        const { restored_count: count } = await post<{ restored_count: number }>(
          "/api/recycle-bin/restore",
          { run_ids: deleted },
        );
        assert.equal(count, deleted.length);
        await until(async () => {
          const known = await listed();
          return deleted.every((id) => Object.hasOwn(known, id));
        });
        const back = await listed();
        for (const [id, place] of Object.entries(bin)) assert.equal(back[id]?.[0], place);
      }
      const all = [...ids, ...deleted];
      const places = slowRuns(viewer.files.root).map(({ directory }) => directory);
      assert.equal(places.length, all.length);
      const purged = await post<{ deleted_count: number }>("/api/runs/permanent-delete", {
        run_ids: all,
      });
      assert.equal(purged.deleted_count, all.length);
      assert.deepEqual(
        places.filter((place) => existsSync(place)),
        [],
      );
      const others = Object.entries(before).filter(
        ([place]) => !all.some((id) => place.includes(id)),
      );
      const after = treeOf(viewer.files.root);
      assert.deepEqual(
        others.filter(([place, content]) => after[place] !== content),
        [],
      );
    });
  });
}
