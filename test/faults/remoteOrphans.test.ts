import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { askViewer, RemoteHost } from "#test/support/remote/remoteHost.ts";
import { FaultProxy } from "#test/support/sshd/faultProxy.ts";
import { until } from "#test/support/until.ts";

import { note } from "./results.ts";
import { isFull, randoms, seed } from "./scale.ts";

const sessions = isFull ? 10 : 1;
const cutsEach = isFull ? 5 : 3;
/** A viewer that is not told of a cut goes without a sign of life for its lease of 90 s. */
const waitMs = 120_000;

type Cut = "reset" | "server" | "silence";

/** Links cut in every way, again and again: nothing of ours may be left on the other machine. */
describe("faults: viewers whose link was cut", function () {
  this.timeout(isFull ? 900_000 : 120_000);
  const hosts: RemoteHost[] = [];
  const proxies: FaultProxy[] = [];

  before(function () {
    if (!existsSync("dist/runicorn.cjs")) this.skip();
  });
  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.dispose()));
    await Promise.all(hosts.map((host) => host.dispose()));
  });

  it("leave no process behind", async () => {
    const random = randoms(seed);
    const host = await RemoteHost.start({ config: { MaxStartups: "100" } });
    hosts.push(host);
    const known: Cut[] = isFull ? ["reset", "server", "silence"] : ["reset", "server"];
    const cuts = Array.from(
      { length: sessions * cutsEach },
      (_, i) => known[i % known.length] ?? "reset",
    );
    const seen = new Set<number>();
    const one = async (number: number) => {
      for (let i = 0; i < cutsEach; i++) {
        // A way of its own for each, so that a silent one keeps its silence.
        const proxy = await FaultProxy.start(host.sshd.port);
        proxies.push(proxy);
        const session = await host.connect(proxy.port);
        const viewer = await host.startViewer(session);
        assert.equal((await askViewer(viewer, "/api/v2/runs")).status, 200);
        if (viewer.status.pid !== undefined) seen.add(viewer.status.pid);
        await sleep(random() * 300);
        cut(cuts[number * cutsEach + i] ?? "reset", proxy);
        // Nobody wants it any more: it must not come back.
        await viewer.stop();
      }
    };
    await Promise.all(Array.from({ length: sessions }, (_, i) => one(i)));
    assert.equal(seen.size, sessions * cutsEach);

    const alive = () => [...seen].filter((pid) => existsSync(`/proc/${pid}`));
    if (isFull) await sleep(waitMs);
    else await until(() => alive().length === 0, { timeout: 30_000 });
    assert.deepEqual(alive(), []);
    assert.deepEqual(host.sshd.programs, []);
    assert.deepEqual(readdirSync(path.join(host.sshd.home, ".runicorn/run")), []);
    note({
      fault: `link cut (${known.join(", ")}) in ${sessions} parallel sessions`,
      sdk: "remote viewer",
      tried: cuts.length,
      found: `${seen.size} viewers started, 0 processes and 0 sockets left after ${isFull ? `${waitMs / 1000} s` : "the cut"}`,
    });
  });
});

function cut(how: Cut, proxy: FaultProxy): void {
  if (how === "reset") proxy.reset();
  else if (how === "server") proxy.cut();
  else proxy.blackhole();
}
