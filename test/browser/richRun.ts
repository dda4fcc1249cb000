import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32, deflateSync } from "node:zlib";

import type { TempStore } from "#test/support/tempStore.ts";

import { webm } from "../pages/webm.ts";

const began = 1_767_268_800;

/** A picture of one colour, as PNG. */
export function png(size: number, colour: readonly [number, number, number]): Buffer {
  const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array(size).fill(colour).flat())]);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\u0089PNG\r\n\u001A\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(Array(size).fill(row)))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A tone of a tenth of a second. */
function wav(): Buffer {
  const samples = Buffer.alloc(1600);
  for (let i = 0; i < 800; i++) samples.writeInt16LE(Math.round(9000 * Math.sin(i / 3)), i * 2);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

const notes = `# What came of it

Better than the *baseline*, see [the paper](https://example.org/paper) and \`lr\`.

- [x] warm-up
- [ ] longer training

| set | accuracy |
| --- | --- |
| val | 0.91 |

<img src=x onerror="globalThis.pwned = 1"> [run me](command:workbench.action.quit)
`;

const patch = `diff --git a/train.py b/train.py
index 1111111..2222222 100644
--- a/train.py
+++ b/train.py
@@ -1,3 +1,3 @@
 import runicorn as rn
-lr = 0.1
+lr = 0.05
 rn.init()
`;

/** A run with everything a run can have. */
export function writeRichRun(
  store: TempStore,
  id: string,
  { numpy = "2.1.0", colour = 200 }: { numpy?: string; colour?: number } = {},
): string {
  const steps = Array.from({ length: 60 }, (_, i) => i + 1);
  const directory = store.writeRun({
    id,
    project: "vision",
    name: "rich",
    meta: { created_at: began, notes, tags: ["best", "paper"], hostname: "gpu-1", python: "3.12" },
    config: { optimizer: { name: "adamw", lr: 0.05, betas: [0.9, 0.999] }, epochs: 3, seed: 7 },
    summary: { best_metric_name: "val/acc", best_metric_value: 0.91 },
    points: steps.map((step) => ({ "train/loss": 1 / step, "val/acc": 1 - 1 / step })),
  });
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(path.join(directory, name), content);
  const git = { remote: "git@example.org:x/y.git", branch: "main", commit: "0123abc", dirty: true };
  write(
    "environment.json",
    JSON.stringify({
      python_version: "3.12.1",
      pip_packages: [`numpy==${numpy}`, "torch==2.9.0"],
      gpu_info: [{ name: "A100", memory_total_mib: 81_920 }],
      env_variables: { CUDA_VISIBLE_DEVICES: "0" },
    }),
  );
  write(
    "code.json",
    JSON.stringify({
      argv: ["train.py", "--lr", "0.05", "a b"],
      interpreter: "/usr/bin/python3",
      entry_file: "/work/train.py",
      cwd: "/work",
      git,
    }),
  );
  write("code.patch", patch);
  write(
    "system.jsonl",
    steps
      .map((i) => `{"ts":${began + i},"data":{"cpu_pct":${i},"gpu0_util_pct":${100 - i}}}\n`)
      .join(""),
  );
  mkdirSync(path.join(directory, "media"), { recursive: true });
  const events: object[] = [];
  const log = (type: string, step: number, data: object) =>
    events.push({ ts: began + step, type, data: { step, ...data } });
  for (const step of [10, 20, 30]) {
    write(`media/sample_${step}.png`, png(64, [colour, step * 8, 40]));
    const caption = `after ${step} steps`;
    log("image", step, { key: "samples", path: `media/sample_${step}.png`, caption });
    log("text", step, { key: "answer", text: `At step ${step} the model says: **hello**` });
  }
  write("media/tone.wav", wav());
  log("audio", 30, { key: "tone", path: "media/tone.wav" });
  write("media/clip.webm", webm());
  log("video", 30, { key: "clip", path: "media/clip.webm" });
  const rows = [
    ["3.png", 8, 0.25],
    ["9.png", 4, 0.125],
  ];
  log("table", 30, { key: "mistakes", columns: ["file", "predicted", "p"], rows });
  log("histogram", 30, { key: "weights", counts: [1, 4, 9, 4, 1], edges: [-2, -1, 0, 1, 2, 3] });
  log("alert", 40, { level: "warning", title: "Loss", text: "The loss rose for 10 steps" });
  log("alert", 50, { level: "error", title: null, text: "Gradients are not finite" });
  appendFileSync(
    path.join(directory, "events.jsonl"),
    events.map((event) => `${JSON.stringify(event)}\n`).join(""),
  );
  write("logs.txt", logText());
  return directory;
}

/** Ten hours of a log with a progress bar in it: a line every 1.2 seconds, and one needle. */
function logText(): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const lines: string[] = [];
  for (let i = 0; i < 30_000; i++) {
    const second = 43_200 + Math.floor(i * 1.2);
    const time = `${two(Math.floor(second / 3600) % 24)}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
    const text = i === 12_345 ? "\u001B[31ma needle\u001B[0m in the hay" : `line ${i} of the log`;
    lines.push(`${time} | ${text}`);
  }
  for (const percent of [10, 50, 100]) {
    lines.push(`epoch 3: ${percent}%|####      | ${percent}/100 [00:10<00:05, 9.1it/s]`);
  }
  return `${lines.join("\n")}\n`;
}
