// Run as a process of its own: a training that logs at a steady pace.
import { init } from "../../../sdk/typescript/src/index.ts";

const [storage = "", perSecond = "", metrics = "", seconds = ""] = process.argv.slice(2);
const records = Number(perSecond) * Number(seconds);
const names = Array.from({ length: Number(metrics) }, (_, i) => `metric${i}`);

const run = init({ project: "crowd", storage, captureEnv: false, captureCode: false });
const begun = performance.now();
let logged = 0;
while (logged < records) {
  const due = Math.min(records, ((performance.now() - begun) / 1000) * Number(perSecond));
  for (; logged < due; logged++) {
    run.log(Object.fromEntries(names.map((name, i) => [name, Math.sin(logged / 100 + i)])));
  }
  await new Promise((resolve) => setTimeout(resolve, 4));
}
const took = (performance.now() - begun) / 1000;
run.finish();
process.stdout.write(`${JSON.stringify({ id: run.id, points: logged * names.length, took })}\n`);
