import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";

import type { StoreEvent } from "#core/protocol/live.ts";
import { Store } from "#core/store/store.ts";
import { measureSlowdown } from "#test/support/measureSlowdown.ts";
import { appendPoints, TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

type EventOf<T extends StoreEvent["type"]> = Extract<StoreEvent, { type: T }>;

describe("a store that is watched", () => {
  let temp: TempStore;
  let store: Store;
  let events: { event: StoreEvent; at: number }[];
  beforeEach(async () => {
    temp = new TempStore();
    store = await Store.open({ root: temp.root });
    events = [];
    store.onEvent((event) => events.push({ event, at: performance.now() }));
  });
  afterEach(() => {
    store.dispose();
    temp.dispose();
  });

  const next = <T extends StoreEvent["type"]>(
    type: T,
    matches: (event: EventOf<T>) => boolean = () => true,
  ) =>
    until(() => events.find(({ event }) => event.type === type && matches(event as EventOf<T>)), {
      every: 2,
    });
  const running = (id = "live") =>
    temp.writeRun({
      id,
      status: { status: "running", started_at: Date.now() / 1000 },
      meta: { created_at: Date.now() / 1000, pid: process.pid, hostname: hostname() },
    });
  const replace = (file: string, value: object) => {
    writeFileSync(`${file}.tmp`, JSON.stringify(value));
    renameSync(`${file}.tmp`, file);
  };

  it("tells of typed events, and of alerts that are fresh", async () => {
    const directory = running();
    const write = (...records: object[]) =>
      appendFileSync(
        path.join(directory, "events.jsonl"),
        records.map((record) => `${JSON.stringify(record)}\n`).join(""),
      );
    const now = Date.now() / 1000;
    await next("run_created");
    write(
      { ts: now, type: "image", data: { key: "a", path: "media/a.png", step: 1 } },
      { ts: now - 3600, type: "alert", data: { level: "error", text: "an hour ago" } },
      { ts: now, type: "alert", data: { level: "WARN", title: 7, text: "now", global_step: 3 } },
    );
    const { event } = await next("events_appended");
    assert.deepEqual(event, {
      type: "events_appended",
      id: "live",
      last: 3,
      alerts: [{ id: 3, level: "warning", title: null, text: "now", step: 3 }],
    });
    write({ ts: now, type: "text", data: { key: "t", text: "x" } });
    await next("events_appended", ({ last, alerts }) => last === 4 && alerts.length === 0);
  });

  it("tells of a new run at once, of its points, its log and its end", async () => {
    const before = performance.now();
    const slowdown = measureSlowdown();
    const directory = running();
    const created = await next("run_created");
    assert.equal((created.event as EventOf<"run_created">).run.status, "running");
    assert.ok(
      created.at - before < 900 * slowdown(),
      `run_created after ${created.at - before} ms`,
    );

    const delays: number[] = [];
    for (let step = 1; step <= 20; step++) {
      const start = performance.now();
      appendPoints(directory, [{ loss: 1 / step }], step);
      const told = await next("points_appended", ({ last }) => last["loss"]?.step === step);
      assert.deepEqual((told.event as EventOf<"points_appended">).last, {
        loss: { step, value: 1 / step },
      });
      delays.push(told.at - start);
    }
    const median = delays.sort((a, b) => a - b)[10] ?? NaN;
    assert.ok(median < 150 * slowdown(), `points_appended after ${median} ms`);
    await next("run_changed", ({ run }) => run.key_metric?.value === 1 / 20);

    appendFileSync(path.join(directory, "logs.txt"), "10:00:00 | hello\n");
    assert.equal(((await next("log_appended")).event as EventOf<"log_appended">).size, 17);

    replace(path.join(directory, "status.json"), {
      status: "finished",
      started_at: 1,
      ended_at: 2,
    });
    await next("run_changed", ({ run }) => run.status === "finished");
    const keyMetrics = events.flatMap(({ event }) =>
      event.type === "run_changed" ? [event.run.key_metric] : [],
    );
    assert.ok(!keyMetrics.slice(1).includes(null), "the key metric came and went");
    const changes = events.filter(({ event }) => event.type === "run_changed");
    assert.ok(changes.length <= 8, `${changes.length} changes told`);
  });

  it("tells of edits, of deletion and of restoring", async () => {
    const directory = temp.writeRun({ id: "edited" });
    await next("run_created");
    const meta = path.join(directory, "meta.json");
    replace(meta, { ...JSON.parse(readFileSync(meta, "utf8")), alias: "best" });
    await next("run_changed", ({ run }) => run.alias === "best");
    writeFileSync(path.join(directory, ".deleted"), "{}");
    await next("run_deleted", ({ id }) => id === "edited");
    assert.throws(() => store.getRun("edited"), { code: "run_not_found" });
    events.length = 0;
    rmSync(path.join(directory, ".deleted"));
    await next("run_created", ({ run }) => run.id === "edited");
    rmSync(directory, { recursive: true });
    await next("run_deleted");
    assert.equal(store.counts().runs, 0);
  }).timeout(20_000);

  it("shows a killed process as failed, also where its pid is used again", async () => {
    const child = spawn("sleep", ["60"]);
    const pid = child.pid ?? assert.fail();
    const writer = {
      host: hostname(),
      pid,
      process_start: null,
      boot_id: null,
      pid_namespace: null,
    };
    const directory = running("killed");
    writeFileSync(path.join(directory, ".writer.json"), JSON.stringify(writer));
    const reused = running("reused");
    writeFileSync(
      path.join(reused, ".writer.json"),
      JSON.stringify({ ...writer, pid: process.pid, process_start: "1" }),
    );
    await until(() => store.counts().runs === 2);
    await until(() => store.getRun("reused").status === "failed");
    assert.equal(store.getRun("killed").status, "running");
    const before = performance.now();
    const slowdown = measureSlowdown();
    child.kill("SIGKILL");
    const told = await next(
      "run_changed",
      ({ run }) => run.id === "killed" && run.status === "failed",
    );
    const { run } = told.event as EventOf<"run_changed">;
    assert.equal(run.exit_reason, "process_not_found");
    assert.ok(told.at - before < 4000 * slowdown(), `told after ${told.at - before} ms`);
  });

  it("believes the heartbeat of another host, for a minute", async () => {
    const writer = JSON.stringify({
      host: "elsewhere",
      pid: 1,
      boot_id: "other",
      pid_namespace: "pid:[1]",
    });
    for (const [id, age] of [
      ["fresh", 5],
      ["silent", 600],
    ] as const) {
      const then = Date.now() / 1000 - age;
      const directory = temp.writeRun({
        id,
        status: { status: "running", started_at: then, heartbeat_at: then },
        meta: { created_at: then },
      });
      writeFileSync(path.join(directory, ".writer.json"), writer);
      if (id === "fresh") continue;
      const { utimesSync } = await import("node:fs");
      for (const file of ["status.json", "events.jsonl", "logs.txt"])
        utimesSync(path.join(directory, file), then, then);
    }
    await until(() => store.counts().runs === 2);
    await until(() => store.getRun("silent").status === "failed");
    assert.equal(store.getRun("fresh").status, "running");
  });
});
