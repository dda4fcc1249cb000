import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import Mocha from "mocha";

import { runMocha } from "../runMocha.ts";
import { environment } from "./environment.ts";

/** VS Code calls this in its extension host. What was found out goes into the folder the runner named. */
export async function run(): Promise<void> {
  const { out, grep } = environment();
  const mocha = new Mocha({ ui: "bdd", timeout: 20_000, ...(grep && { grep }) });
  for (const file of readdirSync(__dirname)
    .filter((name) => name.endsWith(".test.js"))
    .sort()) {
    mocha.addFile(path.join(__dirname, file));
  }
  const counts = await runMocha(mocha, (line) => {
    if (out === undefined) console.log(line);
    else appendFileSync(path.join(out, "mocha.log"), `${line}\n`);
  });
  if (out !== undefined) writeFileSync(path.join(out, "counts.json"), JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
}
