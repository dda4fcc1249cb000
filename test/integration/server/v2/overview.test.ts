import assert from "node:assert/strict";

import * as fc from "fast-check";

import { Overview } from "#core/protocol/overview.ts";
import { startViewer } from "#test/support/startViewer.ts";

const anyRun = fc.record({
  project: fc.constantFrom("cv", "nlp", "rl"),
  name: fc.constantFrom("a", "b/c"),
  status: fc.constantFrom("finished", "failed", "interrupted"),
  daysAgo: fc.integer({ min: 0, max: 40 }),
  seconds: fc.integer({ min: 0, max: 100_000 }),
});

describe("GET /api/v2/analytics/overview", function () {
  this.timeout(60_000);

  it("counts what the files say", async () => {
    const noon = new Date();
    noon.setHours(12, 0, 0, 0);
    await fc.assert(
      fc.asyncProperty(fc.array(anyRun, { maxLength: 12 }), async (runs) => {
        const viewer = await startViewer({
          prepare(files) {
            for (const [i, { project, name, status, daysAgo, seconds }] of runs.entries()) {
              const began = new Date(noon);
              began.setDate(began.getDate() - daysAgo);
              const at = began.getTime() / 1000;
              files.writeRun({
                id: `20260101_120000_${i.toString(16).padStart(6, "0")}`,
                project,
                name,
                status: { status, started_at: at, ended_at: at + seconds },
                meta: { created_at: at },
              });
            }
          },
        });
        try {
          const answer = await viewer.get("/api/v2/analytics/overview?days=14");
          const told = Overview.strict().parse(await answer.json());
          const count = (status: string) => runs.filter((run) => run.status === status).length;
          assert.deepEqual(told.runs, {
            total: runs.length,
            running: 0,
            finished: count("finished"),
            failed: count("failed"),
            interrupted: count("interrupted"),
          });
          assert.equal(told.projects, new Set(runs.map((run) => run.project)).size);
          assert.equal(told.names, new Set(runs.map((run) => `${run.project}/${run.name}`)).size);
          const total = runs.reduce((sum, { seconds }) => sum + seconds, 0);
          assert.ok(Math.abs(told.total_duration - total) < 0.01);
          assert.equal(told.days.length, 14);
          for (const [i, day] of told.days.entries()) {
            const expected = runs.filter(({ daysAgo }) => daysAgo === 13 - i);
            assert.equal(day.total, expected.length, day.day);
          }
          assert.equal(told.success_rate, runs.length ? count("finished") / runs.length : null);
        } finally {
          await viewer.dispose();
        }
      }),
      { numRuns: 15 },
    );
  });
});
