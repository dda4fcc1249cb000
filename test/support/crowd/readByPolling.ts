// Run as a process of its own, for comparison with readLive.ts: asks a viewer every 100 ms what is new of the newest run.
import { PointTally } from "./pointTally.ts";

const pollMs = 100;
const [base = "", token = "", , expected = "0"] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };
const tally = new PointTally();
const take = tally.reader();
const next = new Map<string, number>();
let id: string | undefined;
const ending = new AbortController();

process.stdout.write("open\n");
process.stdin.resume();
process.stdin.on("end", () => ending.abort());
while (!ending.signal.aborted && tally.points < Number(expected)) {
  const started = performance.now();
  await poll();
  await new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, started + pollMs - performance.now())),
  );
}
process.stdout.write(`${JSON.stringify(tally.result())}\n`, () => process.exit());

async function poll(): Promise<void> {
  if (id === undefined) {
    const { runs } = (await ask("/api/v2/runs?limit=1")) as { runs: { id: string }[] };
    id = runs[0]?.id;
    return;
  }
  const { metrics } = (await ask(`/api/v2/runs/${id}/metrics`)) as { metrics: { key: string }[] };
  for (const { key } of metrics) {
    const first = next.get(key) ?? 0;
    const page = (await ask(`/api/v2/runs/${id}/points?key=${key}&from=${first}`)) as Page;
    next.set(key, first + page.values.length);
    const { steps, times, values } = page;
    const points = [{ first, steps, times, series: [{ key, values }] }];
    const source = "events";
    take({ type: "points_appended", id, source, rank: null, last: {}, points, unsent: [] });
  }
}

interface Page {
  readonly steps: number[];
  readonly times: number[];
  readonly values: number[];
}

async function ask(address: string): Promise<unknown> {
  return (await fetch(base + address, { headers })).json();
}
