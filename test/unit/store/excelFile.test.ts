import assert from "node:assert/strict";

import type { RunDetail } from "#core/protocol/run.ts";
import { excelFile } from "#core/store/export/excelFile.ts";
import type { MetricRecord } from "#core/store/export/metricRecords.ts";
import { until } from "#test/support/until.ts";

describe("excelFile", () => {
  it("lets go of the run's file when whoever reads it stops", async () => {
    let isOver = false;
    async function* records(): AsyncGenerator<MetricRecord> {
      try {
        for (let step = 0; ; step++) {
          await Promise.resolve();
          yield { step, time: step, stage: "", values: new Map([["loss", Math.random()]]) };
        }
      } finally {
        isOver = true;
      }
    }
    const run = { id: "r", config: {}, summary: {} } as RunDetail;
    let bytes = 0;
    for await (const part of excelFile({ run, metrics: [], records })) {
      // By now the rows are being read.
      if ((bytes += part.length) > 50_000) break;
    }
    assert.equal(isOver, false);
    await until(() => isOver);
  });
});
