import { RunIndex } from "#core/store/runs/runIndex.ts";
import { type EventsSummary, noEvents } from "#core/store/runs/runRecord.ts";
import { metricNames, randomNumbers } from "#test/support/generateRuns.ts";

const runsPerWrite = 500;

/** Statistics of 30 metrics for every run, as if its events had been read. `onRuns` hears of those written. */
export function writeMetrics(
  index: string,
  dirs: readonly string[],
  onRuns: (runs: RunIndex, written: readonly (readonly [string, EventsSummary])[]) => void,
): void {
  const runs = new RunIndex(index);
  for (const _ of runs.load()) continue;
  const random = randomNumbers(7);
  const names = metricNames(30);
  for (let at = 0; at < dirs.length; at += runsPerWrite) {
    const some = dirs.slice(at, at + runsPerWrite).map((dir) => {
      const stats = () => {
        const [min, max] = [random(), 1 + random()];
        return { count: 100, last: max - min, min, max, mean: (min + max) / 2 };
      };
      const metrics = Object.fromEntries(names.map((key) => [key, stats()]));
      return [dir, { ...noEvents, metrics }] as const;
    });
    runs.putEvents(some);
    onRuns(runs, some);
  }
  runs.file.close();
}
