// From log() to those who watch: `npm run bench -- live [seconds of the crowd, default 60] [seconds of the quiet run, default 40]`.
import { type CrowdResult, liveCrowd } from "#test/support/crowd/liveCrowd.ts";
import { percentile } from "#test/support/crowd/pointTally.ts";

import { print, round, verdict } from "./print.ts";

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
print("lost, duplicated (bar 0, 0)", `${lost}, ${duplicated} ${verdict(isWhole)}`);
print("log() to a reader", delays(crowd));
const p95 = percentile(crowd, 0.95);
print("the same, p95", `${p95} ms (bar 250) ${verdict(p95 <= 250)}`);
print("viewer's memory at most", `${round(rss, 0)} MiB (bar 300) ${verdict(rss <= 300)}`);
print("viewer's processor time", `${round(cpuSeconds)} s`);

const quiet = { readers: 1, recordsPerSecond: 20, metrics: 4, seconds: Number(quietSeconds) };
const pushed = await liveCrowd(quiet);
const polled = await liveCrowd({ ...quiet, by: "polling" });
const [p50, p99] = [percentile(pushed, 0.5), percentile(pushed, 0.99)];
print("20 log()/s to one reader, pushed", delays(pushed));
print("the same, polled every 100 ms", delays(polled));
print("pushed, p50 and p99", `${p50}, ${p99} ms (bars 20, 40) ${verdict(p50 <= 20 && p99 <= 40)}`);
const ratio = percentile(polled, 0.5) / Math.max(1, p50);
print("polled / pushed, p50", `${round(ratio)} times as late`);

function delays(result: CrowdResult): string {
  const [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1].map((share) => percentile(result, share));
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, at most ${most} ms`;
}
