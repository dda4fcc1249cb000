// `npm run bench`: bars 4 to 10 of the project beside their peers, in twenty minutes at most; writes docs/bench/store-<date>.json.
// `npm run bench -- pages`: what the dashboards take, into docs/bench/pages-<date>.json. With `small` behind: the same in small, to
// see that it works. `npm run bench -- <name> [arguments]`: one of them.
import { spawnSync } from "node:child_process";
import path from "node:path";

import { calibrate } from "./calibrate.ts";
import { type Figure, hasLimit, isMet, lineOf, ratioOf } from "./judge.ts";
import { round } from "./print.ts";
import { type Outcome, type Scenario, runScenario } from "./scenario.ts";
import { writeReport } from "./writeReport.ts";

const storeScenarios: readonly Scenario[] = [
  { name: "ingest", args: ["10", "3"], small: ["0.4", "1"] },
  { name: "views", args: ["10", "3"], small: ["0.4", "1"] },
  { name: "curves", args: ["10"], small: ["0.2"] },
  { name: "runicorn06", args: ["10"], small: ["0.4"] },
  { name: "runs", args: ["100000"], small: ["2000"] },
  { name: "firstIndex", args: ["100000"], small: ["2000"] },
  { name: "rebuild", args: ["10000"], small: ["500"] },
  { name: "live", args: ["60", "20"], small: ["3", "3"] },
];
const pageScenarios: readonly Scenario[] = [
  { name: "table", args: ["100000"], small: ["2000", "2"] },
  { name: "board", args: ["100000"], small: ["1000"] },
];
/** Of other bars, or of none; `log` and `training` write reports of their own. */
const others = ["store", "log", "training", "remote"];
const allMs = 1_200_000;
/** What one scenario may take at most, so that there is time for the others. */
const scenarioMs = 400_000;

/** Several that are reported together, and the numbers of the bars they have to show. */
interface Suite {
  readonly name: "store" | "pages";
  readonly scenarios: readonly Scenario[];
  readonly bars: readonly number[];
}
const store: Suite = { name: "store", scenarios: storeScenarios, bars: [4, 5, 6, 7, 8, 9, 10] };
const pages: Suite = { name: "pages", scenarios: pageScenarios, bars: [] };

const [wanted, ...args] = process.argv.slice(2);
const names = [...[...storeScenarios, ...pageScenarios].map(({ name }) => name), ...others];
if (wanted === undefined || wanted === "small") await runAll(store, wanted === "small");
else if (wanted === "pages") await runAll(pages, args[0] === "small");
else if (names.includes(wanted)) runOne(wanted);
else {
  console.error(`There is no bench ${wanted}, only pages, ${names.join(", ")}.`);
  process.exitCode = 2;
}

function runOne(name: string): void {
  const program = path.join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: "inherit" });
  process.exitCode = status ?? 1;
}

async function runAll({ name: suite, scenarios, bars }: Suite, isSmall: boolean): Promise<void> {
  const begun = performance.now();
  const outcomes: Outcome[] = [];
  const calibrations = [calibrate()];
  for (const { name, args, small } of scenarios) {
    const left = allMs - (performance.now() - begun);
    console.log(`\n== ${name}`);
    const outcome = await runScenario(name, isSmall ? small : args, Math.min(left, scenarioMs));
    outcomes.push(outcome);
    calibrations.push(calibrate());
    if (outcome.ended !== "0") console.log(`${name} did not end well: ${outcome.ended}`);
    console.log(`${round(outcome.seconds)} s; once more: ${outcome.command}`);
  }
  const seconds = (performance.now() - begun) / 1000;
  const figures = outcomes.flatMap((outcome) => outcome.figures);
  report(figures, outcomes, bars);
  const spread = Math.max(...calibrations) / Math.min(...calibrations);
  const steady = spread > 1.2 ? "; too much for figures to be trusted, better repeat" : "";
  console.log(
    `${round(seconds)} s. The machine's own speed moved by ${round(spread, 2)} ×${steady}.`,
  );
  const file = writeReport(isSmall ? "out/bench" : "docs/bench", suite, {
    command: suite === "store" ? "npm run bench" : `npm run bench -- ${suite}`,
    seconds: round(seconds),
    calibrations_ms: calibrations.map((each) => round(each, 3)),
    scenarios: outcomes.map((outcome) => ({
      ...outcome,
      figures: outcome.figures.map((figure) => ({
        ...figure,
        ratio: ratioOf(figure),
        met: hasLimit(figure) ? isMet(figure) : null,
      })),
    })),
  });
  console.log(`wrote ${file}`);
}

function report(
  figures: readonly Figure[],
  outcomes: readonly Outcome[],
  bars: readonly number[],
): void {
  console.log("\n== all bars: figure, ratio to what is asked for, verdict");
  const missing = bars.filter((bar) => !figures.some((figure) => figure.bar === bar));
  const order = (figure: Figure) => (typeof figure.bar === "number" ? figure.bar : Infinity);
  for (const figure of figures.toSorted((a, b) => order(a) - order(b))) console.log(lineOf(figure));
  for (const bar of missing) console.log(`bar ${bar}   no figure  NOT MET`);
  const limited = figures.filter(hasLimit);
  const met = limited.filter(isMet).length;
  console.log(`\n${met} of ${limited.length + missing.length} met.`);
  if (met < limited.length || missing.length > 0 || outcomes.some(({ ended }) => ended !== "0")) {
    process.exitCode = 1;
  }
}
