import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { TempStore } from "#test/support/tempStore.ts";

import { writeRichRun } from "../browser/richRun.ts";

export const codedIds = ["20260101_130000_aaaaaa", "20260101_140000_bbbbbb"] as const;

/** Two runs of other code and packages, of which the first goes on. Returns their directories. */
export function writeCodedRuns(store: TempStore): string[] {
  const directories = [
    writeRichRun(store, codedIds[0]),
    writeRichRun(store, codedIds[1], { numpy: "1.26.4", colour: 60 }),
  ];
  const running = { status: "running", started_at: 1_767_268_800 };
  writeFileSync(path.join(directories[0]!, "status.json"), JSON.stringify(running));
  for (const [i, lr] of ["0.05", "0.2"].entries()) writeCode(directories[i]!, lr);
  return directories;
}

/** Makes the code of a run another one: of its patch, and of a copy it keeps. */
function writeCode(directory: string, lr: string): void {
  mkdirSync(path.join(directory, "code"), { recursive: true });
  writeFileSync(
    path.join(directory, "code", "data.py"),
    `import os\n\nSIZE = ${lr}\nprint(SIZE)\n`,
  );
  const git = { branch: "main", commit: `${lr.replace(".", "")}abc`, dirty: true };
  const files = { "data.py": "code/data.py" };
  const code = { argv: ["train.py", "--lr", lr], interpreter: "/usr/bin/python3", git, files };
  writeFileSync(path.join(directory, "code.json"), JSON.stringify(code));
  writeFileSync(
    path.join(directory, "code.patch"),
    `diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n@@ -1,2 +1,2 @@\n import runicorn\n-lr = 1\n+lr = ${lr}\n`,
  );
}
