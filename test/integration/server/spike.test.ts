import { createClient } from "#core/client/client.ts";
import { randomFrom } from "#test/support/curveOracle.ts";
import { fetchTransport } from "#test/support/fetchTransport.ts";
import { linesOfViewer, spikesOf, writeSpikedRun } from "#test/support/spikedRun.ts";
import { startViewer } from "#test/support/startViewer.ts";
import { zoomToSpike } from "#test/support/zoomToSpike.ts";

const rows = 70_000;
const id = "20260101_120000_aaaaaa";

/** In full, with ten million points: test/faults/spike.test.ts. */
describe("spikes in a run's file", () => {
  it("are found by the charts of a page, at block borders, at the ends and between", async () => {
    const seed = Date.now() % 1_000_000;
    const spikes = spikesOf(rows, randomFrom(seed), 3);
    const viewer = await startViewer({
      prepare: (files) => writeSpikedRun(files, id, rows, spikes),
    });
    try {
      const client = createClient(fetchTransport(viewer));
      for (const spike of spikes) {
        await zoomToSpike(linesOfViewer(client, id), spike, { extent: { min: 0, max: rows } });
      }
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    } finally {
      await viewer.dispose();
    }
  });
});
