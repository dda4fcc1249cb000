import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import * as fc from "fast-check";
import { WebSocket } from "ws";

import { RunicornError } from "#core/protocol/errors.ts";
import { HostConnections } from "#core/remote/hostConnections.ts";
import { RemoteAccess } from "#core/server/remote/remoteAccess.ts";
import { type ApiRequest, anyRequest } from "#test/support/fuzz/anyRequest.ts";
import { type Operation, readApiDocument } from "#test/support/fuzz/apiDocument.ts";
import { type ApiAnswer, ApiSender } from "#test/support/fuzz/send.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import type { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { note } from "./results.ts";
import { cases, isFull, seed } from "./scale.ts";

const operations = readApiDocument();
/** Of every operation. */
const numRuns = cases(12, Math.ceil(100_000 / operations.length));
const ids = Array.from({ length: 6 }, (_, i) => `20260101_12000${i}_aaaaaa`);

/** They mean something somewhere. */
const known = `cv resnet cv/resnet loss train/acc step time relative base created_at metrics.loss.min config.lr running desc true 0
  -1 1e99 NaN a.png metrics,config best`;
const filters = ["status = running", "config.lr > 1e-3 and tag = base", "metrics.loss.min < 1"];
const odd = ["..", "../../etc/passwd", "\0", "'; --", "(((", "~"];

const word = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ids) },
    { weight: 4, arbitrary: fc.constantFrom(...known.split(/\s+/), ...filters) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  )
  .map((text) => text.toWellFormed());

describe("any request that the API document allows, nearly allows or does not think of", function () {
  this.timeout(isFull ? 1_800_000 : 300_000);
  let viewer: Viewer;
  let sender: ApiSender;
  const home = mkdtempSync(path.join(os.tmpdir(), "runicorn-home-"));
  const logged: string[] = [];
  const statuses = new Map<number, number>();
  /** Whether the runs may be others than were written. */
  let isChanged = true;
  let sent = 0;

  before(async () => {
    viewer = await startViewer({
      log: (level, message) => level === "error" && logged.push(message),
      env: { PATH: "", HOME: home },
      remote: unreachable(home),
      prepare: (files) => {
        writeRuns(files);
        const settings = path.join(files.folder, "settings");
        mkdirSync(settings);
        const unlimited = { settings: { enable_rate_limiting: false } };
        writeFileSync(path.join(settings, "rate_limits.json"), JSON.stringify(unlimited));
      },
    });
    sender = new ApiSender(viewer.port, viewer.server.token);
  });
  after(async () => {
    rmSync(home, { recursive: true, force: true });
    sender.dispose();
    await viewer.dispose();
    if (sent < numRuns * operations.length) return;
    const found = `0 × 5xx, every answer as its schema says; ${[...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(", ")}`;
    note({ fault: "requests made from the API document", sdk: "API", tried: sent, found });
  });
  beforeEach(async () => {
    if (!isChanged) return;
    // What the requests before have deleted is there again.
    isChanged = false;
    writeRuns(viewer.files);
    await until(() => viewer.store.counts().runs === ids.length, { timeout: 20_000 });
  });

  for (const operation of operations) {
    it(`${operation.method} ${operation.path}`, async () => {
      await fc.assert(
        fc.asyncProperty(anyRequest(operation, word), async (request) => {
          sent++;
          if (operation.frame && request.method === "GET") await knock(operation, request);
          const answer = await sender.send(request);
          if (request.method !== "GET" && answer.status < 400) isChanged = true;
          check(operation, request, answer);
        }),
        { numRuns, seed, endOnFailure: true },
      );
    });
  }

  function check(operation: Operation, request: ApiRequest, answer: ApiAnswer): void {
    const { status, mediaType, body } = answer;
    const what = `${request.method} ${request.target.slice(0, 300)} ${request.body?.slice(0, 300)}`;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const errors = logged.splice(0).join("\n");
    assert.ok(status < 500 && errors === "", `${what}: ${status} ${body} ${errors}`);
    assert.doesNotMatch(body, /node_modules|core\/server|\.ts:\d/, what);
    if (request.method === "HEAD") assert.equal(body, "");
    if (request.method !== operation.method || status === 304) return;
    // Of a path that is another one there is no more to say.
    if (!samePath(operation.path, request.target)) return;
    const type = operation.answer(status, mediaType);
    assert.ok(type, `${what}: ${status} ${mediaType} is not in the document`);
    if (mediaType !== "application/json" && mediaType !== "text/event-stream") return;
    const result = type.safeParse(JSON.parse(body));
    assert.ok(result.success, `${what}: ${body.slice(0, 500)} ${result.error?.message ?? ""}`);
  }

  /** Asks for the WebSocket: its first frame is as the document says, or there is a reason why not. */
  async function knock(operation: Operation, { target, headers }: ApiRequest): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${viewer.port}${target}`, {
      headers: { ...headers, authorization: `Bearer ${viewer.server.token}` },
    });
    try {
      const { promise, resolve, reject } = Promise.withResolvers<string | number | undefined>();
      socket.on("message", (data: Buffer) => resolve(data.toString()));
      socket.on("close", () => resolve(undefined));
      socket.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 500));
      socket.on("error", reject);
      const frame = await promise;
      if (typeof frame === "number") assert.ok(frame < 500, `${target}: ${frame}`);
      if (typeof frame !== "string") return;
      const text = frame.startsWith("{") ? (JSON.parse(frame) as unknown) : frame;
      assert.ok(operation.frame?.safeParse(text).success, `${target}: ${frame}`);
    } finally {
      socket.terminate();
    }
  }
});

/** Other machines, none of which lets anybody in: requests name hosts that exist somewhere. */
function unreachable(home: string): RemoteAccess {
  const refuse = () =>
    Promise.reject(new RunicornError("authentication_failed", "Nobody is let in here."));
  return new RemoteAccess(() =>
    Promise.resolve(
      new HostConnections({
        env: { PATH: "", HOME: home },
        settingsFolder: path.join(home, "settings"),
        bundleFolder: "",
        version: "1",
        pool: { open: refuse, prove: refuse, dispose: () => Promise.resolve() },
        openPort: refuse,
      }),
    ),
  );
}

function samePath(template: string, target: string): boolean {
  const asked = target.split("?")[0]?.split("/") ?? [];
  const parts = template.split("/");
  return (
    parts.length === asked.length &&
    parts.every((part, i) => part.startsWith("{") || part === asked[i])
  );
}

function writeRuns(files: TempStore): void {
  for (const [i, id] of ids.entries()) {
    rmSync(path.join(files.root, "cv", "resnet", "runs", id), { recursive: true, force: true });
    const directory = files.writeRun({
      id,
      meta: { tags: ["base"] },
      config: { lr: 0.1 / (i + 1) },
      summary: { best_metric_name: "loss", best_metric_value: i },
      points: Array.from({ length: 40 }, (_, n) => ({
        loss: 1 / (n + 1),
        "train/acc": n % 7 ? n : NaN,
      })),
      log: "first line\nsecond line\n",
    });
    mkdirSync(path.join(directory, "media"));
    writeFileSync(path.join(directory, "media", "a.png"), "not really");
  }
}
