// `npm run bench [-- store|ingest|curves|runs|log|live|training [arguments]]`: one of them, or all.
import { spawnSync } from "node:child_process";
import path from "node:path";

const benches = ["store", "ingest", "curves", "runs", "log", "live", "training"];
const [wanted, ...args] = process.argv.slice(2);
if (wanted !== undefined && !benches.includes(wanted)) {
  console.error(`There is no bench ${wanted}, only ${benches.join(", ")}.`);
  process.exit(2);
}
for (const name of wanted === undefined ? benches : [wanted]) {
  console.log(`\n== ${name}`);
  const program = path.join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
