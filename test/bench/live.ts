// From log() to those who watch: `npm run bench -- live [seconds of the crowd, default 60] [seconds of the quiet run, default 40]`.
import { type CrowdResult, liveCrowd } from "#test/support/crowd/liveCrowd.ts";
import { percentile } from "#test/support/crowd/pointTally.ts";

import { print, round } from "./print.ts";

const [crowdSeconds = "60", quietSeconds = "40"] = process.argv.slice(2);
const bars = { crowdP95: 250, crowdRss: 300, p50: 20, p99: 40 };

const crowd = await liveCrowd({
  readers: 100,
  recordsPerSecond: 1000,
  metrics: 10,
  seconds: Number(crowdSeconds),
});
const received = crowd.points / crowd.readers;
print("points logged, seconds", `${crowd.logged} at ${round(crowd.pace, 0)}/s, ${crowdSeconds}`);
print("readers (half WebSocket, half events)", `${crowd.readers}`);
print("points each got", `${received}`);
print("lost, duplicated, resets", `${crowd.lost}, ${crowd.duplicated}, ${crowd.resets}`);
printDelays("log() to reader", crowd);
const rss = crowd.peakRss / 2 ** 20;
print("viewer's memory at most", `${round(rss, 0)} MiB (bar ${bars.crowdRss})`);
print("viewer's processor time", `${round(crowd.cpuSeconds)} s`);
judge("every point once", received === crowd.logged && crowd.lost + crowd.duplicated === 0);
judge(`p95 <= ${bars.crowdP95} ms`, percentile(crowd, 0.95) <= bars.crowdP95);
judge(`memory <= ${bars.crowdRss} MiB`, rss <= bars.crowdRss);

const quiet = { readers: 1, recordsPerSecond: 20, metrics: 4, seconds: Number(quietSeconds) };
const pushed = await liveCrowd(quiet);
const polled = await liveCrowd({ ...quiet, by: "polling" });
printDelays("20 log()/s to one reader, pushed", pushed);
printDelays("the same, polled every 100 ms", polled);
judge(
  `p50 <= ${bars.p50} ms, p99 <= ${bars.p99} ms`,
  percentile(pushed, 0.5) <= bars.p50 && percentile(pushed, 0.99) <= bars.p99,
);
const ratio = percentile(polled, 0.5) / Math.max(1, percentile(pushed, 0.5));
print("polled / pushed, p50", `${round(ratio)} times as late`);

function printDelays(what: string, result: CrowdResult): void {
  const [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1].map((share) => percentile(result, share));
  print(what, `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, at most ${most} ms`);
}

function judge(bar: string, isMet: boolean): void {
  print(bar, isMet ? "met" : "NOT MET");
  if (!isMet) process.exitCode = 1;
}
