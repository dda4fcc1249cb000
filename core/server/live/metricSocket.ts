import type { WebSocket } from "ws";

import { RunicornError } from "#core/protocol/errors.ts";
import type { V1MetricsFrame } from "#core/protocol/v1.ts";
import type { Store } from "#core/store/store.ts";

import { dropSilent } from "./dropSilent.ts";
import { Pump } from "./pump.ts";

/** Bytes of records that one frame is made of. */
const maxBytes = 4 << 20;

/** V1's metrics as they grow: first the table so far, then the rows of every record that comes. A slow client gets larger frames. */
export function followMetrics(
  store: Store,
  id: string,
  downsample: number | undefined,
  client: WebSocket,
): void {
  /** Where to read on; undefined before the first frame. */
  let reached: { from: number; records: number } | undefined;
  const send = (frame: V1MetricsFrame) =>
    // A failed send means the client is gone; its close event ends the following.
    new Promise<void>((resolve) => client.send(JSON.stringify(frame), () => resolve()));
  const pump = new Pump({
    isWanted: () => client.readyState === client.OPEN,
    async step() {
      const isNew = reached === undefined;
      const options = reached ? { ...reached, maxBytes } : { downsample };
      const { table, end, records, isCut, size } = await store.readMetricRows(id, options);
      // A file that was cut off, or replaced by a shorter one, is read again from its start.
      if (size < (reached?.from ?? 0)) {
        reached = undefined;
        return true;
      }
      reached = { from: end, records };
      if (isNew) await send({ type: "table", ...table });
      else if (table.rows.length > 0) await send({ type: "rows", ...table });
      return isCut;
    },
    onError(error) {
      const isMissing = RunicornError.is(error, "run_not_found");
      client.close(1000, isMissing ? "run not found" : "the metrics cannot be read");
    },
  });
  const subscription = store.onEvent((event) => {
    if (event.type === "points_appended" && event.id === id) pump.wake();
  });
  client.on("close", () => subscription.dispose());
  dropSilent(client);
  pump.wake();
}
