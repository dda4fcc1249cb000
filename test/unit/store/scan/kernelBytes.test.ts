import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { compileKernel } from "../../../../scripts/compileKernel.ts";

describe("kernelBytes", () => {
  it("are what the kernel's source compiles to", function () {
    this.timeout(60_000);
    const file = "core/store/scan/kernelBytes.ts";
    assert.equal(readFileSync(file, "utf8"), compileKernel(), "run npm run kernel");
  });
});
