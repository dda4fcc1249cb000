import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";

import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { RunningCommand } from "#test/support/runCommand.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

/** The bundled command, as a newcomer has it after `npm run build`. */
const script = path.resolve("dist/runicorn.cjs");

describe("runicorn demo", function () {
  this.timeout(60_000);
  let files: TempStore;
  let demo: RunningCommand;

  before(function () {
    if (!existsSync(script)) this.skip();
  });
  beforeEach(() => {
    files = new TempStore();
  });
  afterEach(() => {
    demo.dispose();
    files.dispose();
  });

  /** Follows the printed link as the page does: ticket for cookie, then the run it names. */
  async function followLink(env: Record<string, string>) {
    demo = new RunningCommand(["demo", "--port", "0", "--no-open-browser"], {
      cwd: files.folder,
      script,
      env,
    });
    const link = /(http:\S+)\/#ticket=([\w-]+)&run=(\S+)/;
    const [, base = "", ticket, id = ""] = await demo.output(link, 30_000);
    const session = await fetch(`${base}/api/v2/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ticket }),
    });
    const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
    const get = async <T>(address: string): Promise<T> => {
      const response = await fetch(base + address, { headers: { cookie } });
      assert.equal(response.status, 200, address);
      return (await response.json()) as T;
    };
    return { run: `/api/v2/runs/${id}`, get };
  }

  async function assertLive({ run, get }: Awaited<ReturnType<typeof followLink>>): Promise<void> {
    assert.equal((await get<RunDetail>(run)).status, "running");
    const counts = async () => {
      const { metrics } = await get<{ metrics: MetricInfo[] }>(`${run}/metrics`);
      return Math.max(0, ...metrics.map((metric) => metric.count));
    };
    const first = await until(counts, { timeout: 20_000 });
    await until(async () => (await counts()) > first, { timeout: 20_000 });
  }

  it("prints a link that opens straight to a run whose curves grow; Ctrl-C ends all", async () => {
    const page = await followLink({});
    await assertLive(page);
    demo.child.kill("SIGINT");
    assert.equal(await demo.ended, 0, demo.stderr);
    assert.match(demo.stdout, /Training 3 small models with Python 3/);
    assert.match(demo.stdout, /In VS Code: /);
    const list = new RunningCommand(
      ["runs", "list", "--json", "--storage", "runicorn-demo/.runicorn"],
      { cwd: files.folder, script },
    );
    await list.ended;
    const { runs } = JSON.parse(list.stdout) as { runs: { status: string }[] };
    assert.ok(runs.length > 0);
    assert.deepEqual(new Set(runs.map((run) => run.status)), new Set(["interrupted"]));
  });

  it("trains with Node where there is no Python", async () => {
    await assertLive(await followLink({ PATH: files.folder }));
    assert.match(demo.stdout, /Training 3 small models with Node\.js/);
    demo.child.kill("SIGTERM");
    assert.equal(await demo.ended, 0, demo.stderr);
  });
});
