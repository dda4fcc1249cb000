import assert from "node:assert/strict";

import { createClient } from "#core/client/client.ts";
import type { TransportRequest } from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";

describe("createClient", () => {
  const sent: TransportRequest[] = [];
  const answering = (status: number, text: string) =>
    createClient({
      request: (request) => {
        sent.push(request);
        return Promise.resolve({
          status,
          contentType: "application/json",
          body: new TextEncoder().encode(text),
        });
      },
      openSocket: assert.fail,
    });

  it("puts parts into the address and leaves out what is not given", async () => {
    const client = answering(404, "");
    await assert.rejects(client.getRun({ params: { id: "a/b?c ä" } }));
    assert.equal(sent.at(-1)?.path, "/api/v2/runs/a%2Fb%3Fc%20%C3%A4");
    await assert.rejects(client.listRuns({ query: { limit: 5, project: "x&y", name: undefined } }));
    assert.equal(sent.at(-1)?.path, "/api/v2/runs?limit=5&project=x%26y");
    await assert.rejects(client.querySeries({ series: [{ run: "r", key: "k" }] }));
    assert.equal(sent.at(-1)?.body, '{"series":[{"run":"r","key":"k"}]}');
    assert.equal(sent.at(-1)?.accept, "application/vnd.runicorn.series");
  });

  it("passes on the code, sentence and details of a refusal", async () => {
    const body = { error: "run_not_found", message: "No.", details: { id: "x" }, success: false };
    await assert.rejects(answering(404, JSON.stringify(body)).getStore(), {
      code: "run_not_found",
      message: "No.",
      details: { id: "x" },
    });
  });

  it("passes on the sentence of a code it does not know, under one of the same status", async () => {
    const body = { error: "lease_lost", message: "Come back.", success: false };
    await assert.rejects(answering(409, JSON.stringify(body)).getStore(), {
      code: "conflict",
      message: "Come back.",
    });
    await assert.rejects(answering(599, JSON.stringify(body)).getStore(), {
      code: "service_unavailable",
      message: "Come back.",
    });
  });

  it("fails with an error of ours whatever comes back", async () => {
    for (const [status, text] of [
      [502, "<html>"],
      [500, ""],
      [400, '{"detail":"x"}'],
      [200, "<html>"],
      [200, ""],
      [200, '{"id":1}'],
    ] as const) {
      await assert.rejects(answering(status, text).getStore(), (error) => RunicornError.is(error));
    }
    const series = answering(200, "RNS1nonsense").querySeries({ series: [] });
    await assert.rejects(series, (error) => RunicornError.is(error));
  });
});
