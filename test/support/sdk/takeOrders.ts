// A training that does what each line on stdin says, as JSON, and answers with a line of what it counted.
import { createInterface } from "node:readline";

import { type Run, init } from "../../../sdk/typescript/src/index.ts";

interface Order {
  init?: { storage: string; project: string; run_id?: string; resume?: boolean };
  log?: number;
  bytes?: number;
  finish?: boolean;
}

let run: Run | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order;
  if (order.init) {
    const { run_id: runId, ...options } = order.init;
    run = init(runId === undefined ? options : { ...options, runId });
  }
  for (let i = 0; i < (order.log ?? 0); i++) {
    run?.log({ loss: 0.5, text: "x".repeat(order.bytes ?? 0) });
  }
  if (order.finish === true) run?.finish();
  const answer = { id: run?.id, directory: run?.runDir, dropped: run?.droppedRecords };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
