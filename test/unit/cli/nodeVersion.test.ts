import assert from "node:assert/strict";

import { unsuitableNode } from "#cli/nodeVersion.ts";

describe("unsuitableNode", () => {
  it("wants Node-API 10", () => {
    assert.match(
      unsuitableNode({ node: "20.20.2", napi: "9" }) ?? "",
      /22\.14 or newer and this is 20\.20\.2/,
    );
    assert.match(unsuitableNode({ node: "0.1" }) ?? "", /install/);
    assert.equal(unsuitableNode({ node: "22.14.0", napi: "10" }), undefined);
    assert.equal(unsuitableNode(), undefined);
  });
});
