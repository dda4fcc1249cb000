import assert from "node:assert/strict";

import * as fc from "fast-check";

import { ErrorBody } from "#core/protocol/errors.ts";
import type { Api, Route } from "#core/protocol/route.ts";
import { seriesMediaType } from "#core/protocol/seriesCodec.ts";
import { v1Api } from "#core/protocol/v1Api.ts";
import { v2Api } from "#core/protocol/v2Api.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

const id = "20260101_120000_aaaaaa";
const requests = Number(process.env["RUNICORN_FUZZ"] ?? 500);

/** Words that mean something somewhere, besides any text. */
const word = fc.oneof(
  fc.constantFrom(
    id,
    "cv",
    "resnet",
    "loss",
    "step",
    "time",
    "desc",
    "asc",
    "running",
    "true",
    "0",
    "-1",
    "1e99",
  ),
  fc.constantFrom(
    "created_at",
    "metrics.loss.min",
    "config.lr",
    "metrics,config",
    "NaN",
    "..",
    "%00",
    "\0",
    "'; --",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer().map(String),
);

const anyBody = (route: Route) =>
  route === v2Api.querySeries
    ? fc.oneof(
        fc.record(
          {
            series: fc.array(fc.record({ run: word, key: word }), { maxLength: 3 }),
            x: fc.oneof(fc.constantFrom("step", "time", "relative"), word),
            range: fc.record({ min: fc.double(), max: fc.double() }, { requiredKeys: [] }),
            points: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.double()),
          },
          { requiredKeys: ["series"] },
        ),
        fc.json().map((text): unknown => JSON.parse(text)),
      )
    : fc.oneof(
        fc.record({ ticket: word }),
        fc.json().map((text): unknown => JSON.parse(text)),
      );

const anyRequest = fc
  .constantFrom(...[v1Api, v2Api].flatMap((api: Api) => Object.values(api)))
  .chain((route) =>
    fc.record({
      route: fc.constant(route),
      param: fc.oneof(fc.constant(id), word),
      query: fc.array(
        fc.tuple(fc.constantFrom(...Object.keys(route.query?.shape ?? { x: 1 })), word),
        {
          maxLength: 4,
        },
      ),
      body: route.body ? anyBody(route) : fc.constant(undefined),
      accept: fc.constantFrom("application/json", seriesMediaType, "*/*", "text/html"),
    }),
  );

describe("any request", function () {
  this.timeout(60_000);
  let viewer: Viewer;
  const logged: string[] = [];

  before(async () => {
    viewer = await startViewer({
      log: (level, message) => level === "debug" || logged.push(message),
      prepare: (files) =>
        files.writeRun({
          id,
          config: { lr: 0.1 },
          points: [{ loss: 1 }, { loss: Number.NaN }],
          log: "a\nb\n",
        }),
    });
  });
  after(() => viewer.dispose());

  it(`is answered as its schema says, or refused with a reason: ${requests} of them`, async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async ({ route, param, query, body, accept }) => {
        const path = route.path.replace(/:\w+/, () => encodeURIComponent(param) || "%20");
        const search = new URLSearchParams(query).toString();
        const response = await fetch(`${viewer.base}${path}?${search}`, {
          method: route.method.toUpperCase(),
          headers: {
            authorization: `Bearer ${viewer.server.token}`,
            accept,
            ...(body !== undefined && { "content-type": "application/json" }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        assert.ok(response.status < 500, `${response.status} ${text} ${logged.join("\n")}`);
        if (response.status >= 400) ErrorBody.loose().parse(JSON.parse(text));
        else if (response.headers.get("content-type") !== seriesMediaType) {
          route.response.parse(JSON.parse(text));
        }
        assert.doesNotMatch(text, /node_modules|core\/server|\.ts:\d/);
      }),
      { numRuns: requests },
    );
    assert.deepEqual(logged, []);
  });
});
