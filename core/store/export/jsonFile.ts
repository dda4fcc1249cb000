import { toJsonNumber } from "#core/protocol/number.ts";

import type { RunData } from "./runData.ts";

/** `{"run", "metrics", "records": [{"step", "time", "stage"?, "values"}]}`; NaN and infinities as strings. */
export async function* jsonFile({ run, metrics, records }: RunData): AsyncGenerator<string> {
  yield `{"run":${stringify(run)},\n"metrics":${stringify(metrics)},\n"records":[`;
  let separator = "\n";
  for await (const { step, time, stage, values } of records()) {
    const numbers = Array.from(values, ([key, value]) => [key, toJsonNumber(value)] as const);
    const record = {
      step,
      time: Number.isFinite(time) ? time : null,
      ...(stage !== "" && { stage }),
      values: Object.fromEntries(numbers),
    };
    yield separator + JSON.stringify(record);
    separator = ",\n";
  }
  yield "\n]}\n";
}

function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) => (typeof v === "number" ? toJsonNumber(v) : v));
}
