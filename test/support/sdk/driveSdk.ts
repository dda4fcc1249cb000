// Does with the TypeScript SDK what a file of calls says, then prints what the run counted.
import { readFileSync } from "node:fs";

import { type InitOptions, init } from "../../../sdk/typescript/src/index.ts";

interface Call {
  call: "log" | "text" | "summary" | "primary" | "finish";
  data?: unknown;
  step?: unknown;
  stage?: string;
  text?: string;
  name?: string;
  mode?: "max" | "min";
  status?: string;
}

function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag);
  if (typeof value !== "object" || value === null) return value;
  if ("$float" in value) return Number(value.$float);
  if ("$int" in value) return BigInt(String(value.$int));
  if ("$bad" in value) return () => "something no JSON can hold";
  const entries = Object.entries(value).map(([key, item]) => [key, untag(item)] as const);
  // `__proto__` is a key like any other here, as it is in JSON.
  return Object.fromEntries(entries);
}

const [script = "", root = ""] = process.argv.slice(2);
const document = JSON.parse(readFileSync(script, "utf8")) as { init: object; calls: Call[] };
const run = init({ ...(untag(document.init) as InitOptions), storage: root });
for (const call of document.calls) {
  const data = untag(call.data) as Record<string, unknown>;
  if (call.call === "log") {
    run.log(data, untag({ step: call.step, stage: call.stage }) as { step?: number });
  } else if (call.call === "text") run.logText(call.text ?? "");
  else if (call.call === "summary") run.summary(data);
  else if (call.call === "primary") run.setPrimaryMetric(call.name ?? "", call.mode);
  else run.finish(call.status);
}
const dropped = { records: run.droppedRecords, values: run.droppedValues };
process.stdout.write(`${JSON.stringify({ directory: run.runDir, dropped })}\n`);
