// From log() to those who watch: `npm run bench -- live [seconds of the crowd, default 60] [seconds of the quiet run, default 40]`.
import { type CrowdResult, liveCrowd } from "#test/support/crowd/liveCrowd.ts";
import { percentile } from "#test/support/crowd/pointTally.ts";

import { judge } from "./judge.ts";
import { print, round } from "./print.ts";

const [crowdSeconds = "60", quietSeconds = "40"] = process.argv.slice(2);

const crowd = await liveCrowd({
  readers: 100,
  recordsPerSecond: 1000,
  metrics: 10,
  seconds: Number(crowdSeconds),
});
const { readers, logged, pace, lost, duplicated, resets, cpuSeconds } = crowd;
const received = crowd.points / readers;
const isWhole = received === logged && lost + duplicated + resets === 0;
const rss = crowd.peakRss / 2 ** 20;
print("points logged", `${logged} at ${round(pace, 0)}/s for ${crowdSeconds} s`);
print("points each reader got", `${received}; ${readers} readers, half WebSocket, half events`);
judge({
  bar: "crowd",
  what: "points lost or duplicated",
  value: isWhole ? 0 : Math.max(1, lost + duplicated + Math.abs(logged - received)),
  unit: "points",
  most: 0,
  beside: `${resets} resets`,
});
print("log() to a reader", delays(crowd));
const p95 = percentile(crowd, 0.95);
judge({ bar: "crowd", what: "log() to 100 readers, p95", value: p95, unit: "ms", most: 250 });
judge({ bar: "crowd", what: "viewer's memory at most", value: rss, unit: "MiB", most: 300 });
print("viewer's processor time", `${round(cpuSeconds)} s`);

const quiet = { readers: 1, recordsPerSecond: 20, metrics: 4, seconds: Number(quietSeconds) };
const pushed = await liveCrowd(quiet);
const polled = await liveCrowd({ ...quiet, by: "polling" });
const [p50, p99] = [percentile(pushed, 0.5), percentile(pushed, 0.99)];
print("20 log()/s to one reader, pushed", delays(pushed));
print("the same, polled every 100 ms", delays(polled));
judge({ bar: 10, what: "log() to one reader, p50", value: p50, unit: "ms", most: 20 });
judge({ bar: 10, what: "log() to one reader, p99", value: p99, unit: "ms", most: 40 });
judge({
  bar: 10,
  what: "beside polling every 100 ms, p50",
  value: percentile(polled, 0.5) / Math.max(1, p50),
  unit: "times",
  least: 1,
  beside: `theirs ${percentile(polled, 0.5)} ms`,
});

function delays(result: CrowdResult): string {
  const [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1].map((share) => percentile(result, share));
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, at most ${most} ms`;
}
