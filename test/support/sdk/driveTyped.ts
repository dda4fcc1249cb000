// Calls the methods of a run of the TypeScript SDK that a file names, then prints what they returned and the run counted.
import { readFileSync } from "node:fs";

import { init } from "../../../sdk/typescript/src/index.ts";

interface Call {
  /** As Python spells it. */
  call: string;
  args: unknown[];
  options?: Record<string, unknown>;
}

function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag);
  if (typeof value !== "object" || value === null) return value;
  if ("$float" in value) return Number(value.$float);
  if ("$int" in value) return BigInt(String(value.$int));
  if ("$bytes" in value) return Buffer.from(String(value.$bytes), "base64");
  if ("$bad" in value) return () => "something no picture can be made of";
  if ("$repeat" in value) {
    const [item, count] = value.$repeat as [unknown, number];
    return Array.from({ length: count }, () => untag(item));
  }
  if ("$text" in value) {
    const [item, count] = value.$text as [string, number];
    return item.repeat(count);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untag(item)]));
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const [script = "", root = ""] = process.argv.slice(2);
const { calls } = JSON.parse(readFileSync(script, "utf8")) as { calls: Call[] };
const run = init({
  project: "typed",
  storage: root,
  captureEnv: false,
  captureCode: false,
  systemMetrics: false,
});
const methods = run as unknown as Record<string, (...args: unknown[]) => unknown>;
const answers = calls.map(({ call, args, options = {} }) => {
  const named = Object.entries(options).map(([key, value]) => [camelCase(key), untag(value)]);
  const rest = named.length > 0 ? [Object.fromEntries(named)] : [];
  const answer = methods[camelCase(call)]!.call(run, ...args.map(untag), ...rest);
  return typeof answer === "string" ? answer : "";
});
const dropped = { records: run.droppedRecords, values: run.droppedValues };
process.stdout.write(`${JSON.stringify({ directory: run.runDir, dropped, answers })}\n`);
