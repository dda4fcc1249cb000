import assert from "node:assert/strict";

import { RunicornError } from "#core/protocol/errors.ts";
import { toErrorAnswer } from "#core/server/http/errorAnswer.ts";

describe("toErrorAnswer", () => {
  it("keeps the cause of an unexpected error out of the answer and in the log", () => {
    const logged: string[] = [];
    const error = new Error("ENOENT: /home/me/secret");
    const { status, body } = toErrorAnswer(error, "/api/v2/runs", (_, line) => logged.push(line));
    assert.equal(status, 500);
    assert.doesNotMatch(JSON.stringify(body), /secret|ENOENT|at /);
    assert.match(logged.join(), /secret/);
  });

  it("speaks V1 to V1's clients", () => {
    const error = new RunicornError("run_not_found", "There is no such run.");
    const v1 = toErrorAnswer(error, "/api/runs/x", () => {});
    const v2 = toErrorAnswer(error, "/api/v2/runs/x", () => {});
    const body = { error: "run_not_found", message: "There is no such run.", success: false };
    assert.deepEqual(v2, { status: 404, headers: {}, body });
    assert.deepEqual(v1.body, { ...body, detail: "There is no such run." });
  });
});
