import { createClient } from "#core/client/client.ts";
import { fetchTransport } from "#test/support/fetchTransport.ts";
import { linesOfViewer, spikesOf, writeSpikedRun } from "#test/support/spikedRun.ts";
import { startViewer } from "#test/support/startViewer.ts";
import { zoomToSpike } from "#test/support/zoomToSpike.ts";

import { note } from "./results.ts";
import { cases, isFull, randoms, seed } from "./scale.ts";

const id = "20260101_120000_aaaaaa";

describe(`Faults: a single point among many (seed ${seed})`, function () {
  this.timeout(isFull ? 1_200_000 : 120_000);

  it("is seen when all are shown, and can be zoomed down to", async () => {
    const rows = isFull ? 10_000_000 : 300_000;
    const spikes = spikesOf(rows, randoms(seed), cases(5, 60));
    const viewer = await startViewer({
      prepare: (files) => writeSpikedRun(files, id, rows, spikes),
    });
    try {
      const client = createClient(fetchTransport(viewer));
      await client.listMetrics({ params: { id }, query: {} });
      for (const spike of spikes) {
        await zoomToSpike(linesOfViewer(client, id), spike, { extent: { min: 0, max: rows } });
      }
    } finally {
      await viewer.dispose();
    }
    const found = `0 of them not drawn by a chart of all ${rows.toLocaleString("en")} points, or lost on the way down to them: first, last, block borders and places of chance`;
    note({ fault: "a spike that one point is", sdk: "none", tried: spikes.length, found });
  });
});
