import assert from "node:assert/strict";
import { closeSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";

import { readPlaces } from "#core/store/series/previewPlaces.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("readPlaces", () => {
  it("has the end of the file however little time there is", async () => {
    const files = new TempStore();
    const file = path.join(files.folder, "events.jsonl");
    const lines = Array.from({ length: 40_000 }, (_, i) => `line ${String(i).padStart(40)}\n`);
    writeFileSync(file, lines.join(""));
    const fd = openSync(file, "r");
    try {
      const size = lines.join("").length;
      const { parts } = await readPlaces(fd, size, 500, 0);
      const texts = parts.map(({ bytes }) => bytes.toString());
      assert.ok(texts.at(0)?.startsWith(lines.at(0) ?? "?"));
      assert.ok(texts.at(-1)?.endsWith(lines.at(-1) ?? "?"));
      const all = await readPlaces(fd, size, 500, Infinity);
      assert.ok(all.parts.length > 400, `${all.parts.length} places`);
      const starts = all.parts.map(({ start }) => start);
      assert.deepEqual(
        starts,
        starts.toSorted((a, b) => a - b),
      );
    } finally {
      closeSync(fd);
      files.dispose();
    }
  });
});
