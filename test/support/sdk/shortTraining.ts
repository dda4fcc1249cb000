// A short training in which everything happens once; the same as short_training.py beside it.
import { type InitOptions, init } from "../../../sdk/typescript/src/index.ts";
import type { Run } from "../../../sdk/typescript/src/run.ts";
import { calls, makeRoom, realWrite, setClock, unsynced } from "./faultPlan.ts";

interface Training {
  root: string;
  init: InitOptions;
  clock?: [step: number, seconds: number][];
  bytes?: number;
  steps?: number;
  room_at?: number;
  end?: string;
}

const training = JSON.parse(process.env["RUNICORN_TEST_TRAINING"] ?? "{}") as Training;
const clock = new Map(training.clock);
const steps = training.steps ?? 8;

function say(what: object): void {
  realWrite(1, `${JSON.stringify(what)}\n`);
}

function log(run: Run, step: number): void {
  const offset = clock.get(step);
  if (offset !== undefined) setClock(offset);
  if (step === training.room_at) makeRoom(1 << 20);
  run.log({ loss: 1 / step, acc: step / 10, text: "x".repeat(training.bytes ?? 0) });
  say({ logged: step });
}

function flush(step: number): void {
  run.flush();
  say({ flushed: step, unsynced: [...unsynced].sort() });
}

/** Ends the process in one of the ways a process ends. */
function end(run: Run, how: string): void {
  // Ends without any handler, as os._exit does in Python.
  if (how === "os._exit") (process as unknown as { reallyExit(code: number): void }).reallyExit(3);
  if (how === "abort") process.abort();
  if (how === "segfault") process.kill(process.pid, "SIGSEGV");
  if (how === "shutdown") {
    process.on("beforeExit", () => run.log({ late: 1 }));
    process.on("exit", () => run.log({ late: 2 }));
    return;
  }
  run.finish();
  say({ finished: true, dropped: run.droppedRecords });
}

const { root: storage, init: options } = training;
const run = init({
  storage,
  project: "faults",
  name: "short",
  config: { lr: 0.1 },
  ...options,
});
say({ directory: run.runDir });
run.setPrimaryMetric("acc");
for (let step = 1; step <= 3; step++) log(run, step);
run.logText("a line");
run.summary({ final: 1 });
run.logImage("picture", Buffer.from("\x89PNG\r\n\x1a\n".padEnd(72, "\0"), "latin1"), { step: 3 });
flush(3);
for (let step = 4; step <= steps; step++) log(run, step);
flush(steps);
end(run, training.end ?? "finish");
say({ calls });
