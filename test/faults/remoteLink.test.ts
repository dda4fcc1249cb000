import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { startAgent } from "#test/support/sshd/sshAgent.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";
import { until } from "#test/support/until.ts";

import { note } from "./results.ts";
import { isFull } from "./scale.ts";

describe("Links over SSH, many and long", function () {
  this.timeout(isFull ? 900_000 : 120_000);
  let client: SshClient;
  let sshd: Sshd;

  beforeEach(() => {
    client = new SshClient();
  });
  afterEach(async () => {
    await client.dispose();
    await sshd.dispose();
  });

  async function start(config: Record<string, string> = {}): Promise<void> {
    sshd = await startSshd({ config });
    client.trust(sshd);
  }

  const connects = isFull ? 1000 : 100;
  it(`leave no file descriptor and no memory behind, ${connects} times connected and ended`, async () => {
    await start({ MaxStartups: "100:30:200" });
    // An agent's, since a key on disk is parsed by a thread, which would take most of the time.
    const agent = await startAgent(sshd.folder, [sshd.makeClientKey()]);
    const credentials = { agent: agent.socket, keys: [], interactive: false };
    const target = client.targetOf(sshd, { credentials });
    const use = async () => {
      const link = await client.open(target);
      assert.equal((await link.run("echo in")).stdout.toString(), "in\n");
      await link.dispose();
    };
    // Whatever is made once is there after this.
    for (let i = 0; i < 4; i += 1) await use();
    await until(() => sshd.sessions.length === 0);
    const before = { files: openFiles(), memory: memoryInUse() };
    const turns = Array.from({ length: connects }, (_, i) => i).values();
    const worker = async () => {
      for (const _ of turns) await use();
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    await until(() => sshd.sessions.length === 0);
    await until(() => openFiles() <= before.files);
    agent.dispose();
    const grown = (memoryInUse() - before.memory) / 2 ** 20;
    assert.ok(grown < 20, `${grown} MiB more`);
    note({
      fault: "connect and disconnect",
      sdk: "remote",
      tried: connects,
      found: `0 file descriptors more, ${grown.toFixed(0)} MiB more`,
    });
  });

  const sessions = isFull ? 100 : 12;
  it(`are ${sessions} at once at a usual sshd, none turned away for good`, async () => {
    await start();
    const before = openFiles();
    const key = sshd.makeClientKey();
    const pool = client.pool();
    const { signal } = new AbortController();
    const begun = performance.now();
    const leases = await Promise.all(
      Array.from({ length: sessions }, (_, i) =>
        pool.open(
          // A way of its own makes each a target of its own.
          client.targetOf(sshd, {
            proxyCommand: `exec "${process.execPath}" -e '${relay(sshd.port)}' ${i}`,
            credentials: { keys: [key], interactive: false },
            timeoutMs: 60_000,
          }),
          new ScriptedQuestions(),
          signal,
        ),
      ),
    );
    const tookMs = performance.now() - begun;
    assert.equal(pool.sessions.length, sessions);
    for (const { session } of leases) assert.ok((await session.check()) < 10_000);
    await pool.dispose();
    await until(() => sshd.sessions.length === 0, { timeout: 20_000 });
    await until(() => openFiles() <= before, { timeout: 20_000 });
    const found = `${sessions} connected in ${(tookMs / 1000).toFixed(1)} s, none lost`;
    note({ fault: "sessions at once", sdk: "remote", tried: sessions, found });
  });

  const megabytes = isFull ? 160 : 8;
  it(`stay whole through new keys every megabyte, ${megabytes} MB each way`, async () => {
    await start({ RekeyLimit: "1M" });
    const link = await client.open(client.targetOf(sshd));
    const limitMs = 600_000;
    const bytes = Buffer.alloc(megabytes * 1_000_000);
    for (let i = 0; i < bytes.length; i += 4096) bytes.writeUInt32LE(i, i);
    const hash = createHash("sha256").update(bytes).digest("hex");
    const { stdout } = await link.run("sha256sum", { input: bytes, limitMs });
    assert.equal(stdout.toString().split(" ")[0], hash);
    assert.equal(await download(link, bytes.length), bytes.length);
    const echoed = await link.run("cat", { input: bytes, limitMs, maxBytes: bytes.length });
    assert.equal(createHash("sha256").update(echoed.stdout).digest("hex"), hash);
    const found = "what arrived was what was sent";
    note({ fault: "new keys every MB", sdk: "remote", tried: 3 * megabytes, found });
  });
});

async function download(link: SshLink, bytes: number): Promise<number> {
  const program = await link.start(`head -c ${bytes} /dev/zero`);
  let count = 0;
  for await (const chunk of program.stdout) count += (chunk as Buffer).length;
  return count;
}

/** What nc does. */
function relay(port: number): string {
  return `process.stdin.pipe(require("net").connect(${port}, "127.0.0.1")).pipe(process.stdout)`;
}

function openFiles(): number {
  return readdirSync("/proc/self/fd").length;
}

/** Bytes that something still refers to. What the process holds from the system says less: V8 keeps empty pages. */
function memoryInUse(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
