import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { RateLimits } from "#core/settings/rateLimits.ts";
import { runHere } from "#test/support/runHere.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("runicorn rate-limit", () => {
  let files: TempStore;
  let file = "";
  const run = (...args: string[]) =>
    runHere(["rate-limit", "--action", ...args], { cwd: files.folder });
  const shown = async () => RateLimits.parse(JSON.parse((await run("show", "--json")).stdout));

  beforeEach(() => {
    files = new TempStore();
    file = path.join(files.folder, ".config/runicorn/rate_limits.json");
  });
  afterEach(() => files.dispose());

  it("shows what Runicorn comes with, writing nothing", async () => {
    assert.deepEqual(await shown(), RateLimits.parse({}));
    assert.throws(() => readFileSync(file));
    assert.match((await run("show")).stdout, /^all others +\d+ +60 s/m);
  });

  it("sets, gets and removes the limit of an endpoint, and the default", async () => {
    const endpoint = ["--endpoint", "/api/runs/{id}"];
    const limit = ["--max-requests", "5", "--window", "10", "--burst", "2", "--description", "few"];
    assert.equal((await run("set", ...endpoint, ...limit)).code, 0);
    const wanted = { max_requests: 5, window_seconds: 10, burst_size: 2, description: "few" };
    assert.deepEqual(JSON.parse((await run("get", ...endpoint, "--json")).stdout), wanted);
    assert.match((await run("list")).stdout, /^\/api\/runs\/\{id\} +5 +10 s +2 +few$/m);
    await run("set", "--max-requests", "7");
    assert.deepEqual((await shown()).default, { max_requests: 7, window_seconds: 60 });
    assert.equal((await run("remove", ...endpoint)).code, 0);
    assert.equal((await run("remove", ...endpoint)).code, 1);
    assert.match((await run("get", ...endpoint)).stdout, /^all others +7/m);
  });

  it("switches settings, keeps what others wrote, and goes back", async () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ theirs: 1, settings: { custom: true } }));
    await run("settings", "--disable", "--no-log-violations", "--whitelist-localhost");
    const written = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    assert.equal(written["theirs"], 1);
    assert.deepEqual(written["settings"], {
      custom: true,
      enable_rate_limiting: false,
      log_violations: false,
      whitelist_localhost: true,
    });
    await run("reset");
    assert.deepEqual(await shown(), RateLimits.parse({}));
  });

  it("tells wrong usage and damaged settings apart", async () => {
    for (const wrong of [
      [],
      ["nonsense"],
      ["set"],
      ["set", "--max-requests", "0"],
      ["set", "--max-requests", "5", "--endpoint", "runs"],
      ["remove"],
      ["settings"],
      ["settings", "--enable", "--disable"],
    ]) {
      assert.equal((await run(...(wrong as [string]))).code, 2, wrong.join(" "));
    }
    assert.equal((await run("validate")).code, 0);
    writeFileSync(file, '{"default": {"max_requests": -1}}');
    const { code, stderr } = await run("validate");
    assert.equal(code, 1);
    assert.match(stderr, /rate_limits\.json/);
    assert.equal((await run("set", "--max-requests", "5")).code, 1);
  });
});
