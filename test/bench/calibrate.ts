import { median } from "./print.ts";

/** Milliseconds this machine takes just now for a fixed piece of work: `JSON.parse` of 1 MB and copies of 32 MB. */
export function calibrate(): number {
  const record = { step: 1, values: [0.1234567890123, 12_345.6789, 1e-7], name: "loss" };
  const json = JSON.stringify(Array.from({ length: 12_000 }, () => record));
  const source = Buffer.alloc(32e6, 1);
  const target = Buffer.alloc(32e6);
  const times = Array.from({ length: 9 }, () => {
    const begun = performance.now();
    JSON.parse(json);
    source.copy(target);
    return performance.now() - begun;
  });
  return median(times);
}
