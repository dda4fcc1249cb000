// Runs the programs of a file with the TypeScript SDK: what sdk/python/tests/compat_calls.py makes up.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { Artifact, type InitOptions, type Run, init } from "../../../sdk/typescript/src/index.ts";

type Call =
  | { call: "log"; data: Record<string, unknown>; step?: number; stage?: string }
  | { call: "text"; text: string }
  | { call: "summary"; data: Record<string, unknown> }
  | { call: "primary"; name: string; mode: "max" | "min" }
  | { call: "image"; key: string; step: number | null; caption: string | null }
  | {
      call: "artifact";
      name: string;
      type: string;
      files: Record<string, string>;
      aliases: string[];
      references: { uri: string; size: number }[];
    }
  | { call: "use"; spec: string }
  | { call: "finish"; status: string };

interface Program {
  readonly init: InitOptions & { run_id: string };
  readonly calls: readonly Call[];
}

const [file = "", storage = ""] = process.argv.slice(2);
const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-calls-"));
for (const program of JSON.parse(readFileSync(file, "utf8")) as Program[]) {
  const { run_id: runId, ...options } = program.init;
  const quiet = { captureEnv: false, captureCode: false, systemMetrics: false };
  const run = init({ ...options, ...quiet, runId, storage });
  for (const call of program.calls) execute(run, call);
}
rmSync(folder, { recursive: true });

function execute(run: Run, call: Call): void {
  if (call.call === "log") {
    const { step, stage } = call;
    const data = untag(call.data) as Record<string, unknown>;
    run.log(data, {
      ...(step === undefined ? {} : { step }),
      ...(stage === undefined ? {} : { stage }),
    });
  } else if (call.call === "text") run.logText(call.text);
  else if (call.call === "summary") run.summary(call.data);
  else if (call.call === "primary") run.setPrimaryMetric(call.name, call.mode);
  else if (call.call === "image") {
    const png = Buffer.from("89504e470d0a1a0a", "hex");
    const content = Buffer.concat([png, createHash("sha256").update(call.key).digest()]);
    const { step, caption } = call;
    run.logImage(call.key, content, {
      ...(step === null ? {} : { step }),
      ...(caption === null ? {} : { caption }),
    });
  } else if (call.call === "use") run.useArtifact(call.spec);
  else if (call.call === "finish") run.finish(call.status);
  else {
    const artifact = new Artifact(call.name, { type: call.type });
    for (const [index, [name, text]] of Object.entries(call.files).entries()) {
      const source = path.join(folder, String(index));
      writeFileSync(source, text);
      artifact.addFile(source, name);
    }
    for (const { uri, size } of call.references) artifact.addReference(uri, { size });
    run.logArtifact(artifact, { aliases: call.aliases });
  }
}

function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag);
  if (typeof value !== "object" || value === null) return value;
  if ("$float" in value) return Number(value.$float);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untag(item)]));
}
