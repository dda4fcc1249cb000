import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";

/** The metrics of each record. */
export const metrics = ["loss", "acc", "lr", "grad_norm"] as const;

/** Metric values as a training has them: mostly of full length, as Python prints them. */
export function valuesAt(step: number, records: number): number[] {
  const noise = Math.sin(step * 12.9898) * 0.5 + 0.5;
  const loss = 2 * Math.exp((-3 * step) / records) + noise / 10;
  return [loss, 1 - loss / 3, 3e-4 * (1 - step / records), -Math.log(noise + 1e-12)];
}

/** Writes a finished run into a store; `round` is applied to every value. Returns its `events.jsonl`. */
export function writeBigRun(
  root: string,
  id: string,
  records: number,
  round = (value: number) => value,
): string {
  const directory = path.join(root, "bench", "big", "runs", id);
  mkdirSync(directory, { recursive: true });
  const write = (file: string, value: object) =>
    writeFileSync(path.join(directory, file), JSON.stringify(value));
  write("status.json", { status: "finished", started_at: 1.73e9, ended_at: 1.74e9 });
  write("meta.json", { id, created_at: 1.73e9 });
  const file = path.join(directory, "events.jsonl");
  const descriptor = openSync(file, "w");
  let text = "";
  for (let step = 1; step <= records; step++) {
    const time = (1.73e9 + step * 0.0550317).toFixed(7);
    const data = valuesAt(step, records).map((value, i) => `"${metrics[i]}": ${round(value)}`);
    text += `{"ts": ${time}, "type": "metrics", "data": {${data.join(", ")}, "global_step": ${step}, "time": ${time}}}\n`;
    if (text.length < 1 << 22) continue;
    writeSync(descriptor, text);
    text = "";
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
  return file;
}
