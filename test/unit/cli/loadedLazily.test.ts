import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
/** What is imported for more than its types, and at once. */
const imported = /^(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm;

/** Every module that is loaded with this one, before any command runs. */
function loadedWith(start: string): Set<string> {
  const files = [path.join(root, start)];
  const seen = new Set(files);
  for (const file of files) {
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(imported)) {
      const isOurs = name.startsWith("#") || name.startsWith(".");
      const found = name.startsWith("#")
        ? path.join(root, name.slice(1))
        : path.resolve(path.dirname(file), name);
      const module = isOurs ? found : name;
      if (seen.has(module)) continue;
      seen.add(module);
      if (isOurs) files.push(module);
    }
  }
  return seen;
}

describe("what a command loads before it begins", () => {
  it("is nothing of SSH, unless another machine is asked for", () => {
    for (const start of ["cli/main.ts", "cli/commands/runs.ts", "cli/commands/viewer.ts"]) {
      const loaded = loadedWith(start);
      assert.ok(loaded.size > 5, `${start} was followed`);
      assert.ok(!loaded.has("ssh2"), `${start} loads ssh2`);
    }
    assert.ok(loadedWith("core/remote/hostConnections.ts").has("ssh2"), "the way is followed");
  });

  it("is little before the command is known", () => {
    const heavy = ["zod", "node:crypto", "express", "ws", "better-sqlite3"].slice(2);
    for (const name of heavy) assert.ok(!loadedWith("cli/main.ts").has(name), name);
  });
});
