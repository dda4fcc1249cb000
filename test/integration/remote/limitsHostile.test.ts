import assert from "node:assert/strict";
import { type Server, type Socket, createServer } from "node:net";

import type { KeyboardAuthContext, ServerChannel } from "ssh2";

import { FakeSshd, type FakeSshdOptions } from "#test/support/sshd/fakeSshd.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";

describe("A hostile server", function () {
  this.timeout(60_000);
  let client: SshClient;
  let fake: FakeSshd | undefined;
  const raw = new Set<Server | Socket>();

  beforeEach(() => {
    client = new SshClient();
  });
  afterEach(async () => {
    await client.dispose();
    await fake?.dispose();
    fake = undefined;
    for (const one of raw) {
      if ("destroy" in one) one.destroy();
      else one.close();
    }
    raw.clear();
  });

  /** Something that takes connections and is no SSH server. */
  async function answerWith(talk: (socket: Socket) => void) {
    const server = createServer((socket) => {
      raw.add(socket);
      socket.on("error", () => undefined);
      talk(socket);
    });
    raw.add(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    return client.targetAt({ address: "127.0.0.1", port, knownHosts: "" }, { timeoutMs: 2000 });
  }

  async function startFake(options: FakeSshdOptions): Promise<FakeSshd> {
    fake = await FakeSshd.start(options);
    client.trust(fake);
    return fake;
  }
  const letIn: FakeSshdOptions["authenticate"] = (context) => context.accept();

  /** Fails where the process has grown by much more than a hostile server may make it. */
  async function inBounds(work: () => Promise<void>): Promise<void> {
    const before = process.memoryUsage.rss();
    await work();
    const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
    assert.ok(grown < 200, `${grown} MiB more`);
  }

  for (const [what, text] of [
    ["one line without end", "x".repeat(65_536)],
    ["lines without end", "hello\r\n".repeat(9000)],
    ["a name and then noise", `SSH-2.0-hostile\r\n${"\0\u0001\u0002".repeat(20_000)}`],
  ] as const) {
    it(`that greets with ${what} is left`, async () => {
      const target = await answerWith((socket) => {
        const send = () => {
          while (!socket.destroyed && socket.write(text));
        };
        socket.on("drain", send);
        send();
      });
      await inBounds(() => assert.rejects(client.open(target), { code: "service_unavailable" }));
    });
  }

  it("that says nothing is left in time, and one that is another kind of server is called so", async () => {
    await assert.rejects(client.open(await answerWith(() => undefined)), {
      code: "connection_timeout",
    });
    const http = await answerWith((socket) => {
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n\u001b[2Jgotcha");
    });
    await assert.rejects(client.open(http), {
      code: "service_unavailable",
      message: /is no SSH server: it said “HTTP\/1\.1 400 Bad Request \[2Jgotcha”/,
    });
  });

  it("that keeps this address out for a while is not asked again", async () => {
    let asked = 0;
    const target = await answerWith((socket) => {
      asked += 1;
      socket.end("Not allowed at this time\r\n");
    });
    await assert.rejects(client.open(target), /PerSourcePenalties.*Wait some minutes/);
    assert.equal(asked, 1);
  });

  it("that asks and asks is left, and so is one that asks too much at once", async () => {
    const ask = (context: KeyboardAuthContext, count: number) =>
      context.prompt(
        Array.from({ length: count }, () => ({ prompt: "?".repeat(20_000 / count), echo: true })),
        "",
        "",
        () => ask(context, count),
      );
    for (const count of [1, 100]) {
      const server = await startFake({
        authenticate: (context) => {
          if (context.method === "keyboard-interactive") ask(context, count);
          else context.reject(["keyboard-interactive"]);
        },
      });
      const questions = new ScriptedQuestions({
        secrets: ({ prompts }) => prompts.map(() => "no"),
      });
      const credentials = { keys: [], interactive: true };
      await assert.rejects(client.open(client.targetAt(server, { credentials }), { questions }), {
        code: "authentication_failed",
      });
      assert.ok(questions.asked.length <= 16);
      assert.ok(questions.asked.every(({ prompts }) => (prompts[0]?.prompt.length ?? 0) <= 501));
      await server.dispose();
    }
    fake = undefined;
  });

  it("that never answers a command is left after its time", async () => {
    const server = await startFake({ authenticate: letIn, onExec: () => undefined });
    const link = await client.open(client.targetAt(server));
    await assert.rejects(link.run("true", { limitMs: 200 }), { code: "connection_timeout" });
  });

  it("that sends more than it may into what nobody reads is left", async () => {
    let isOpen = true;
    const server = await startFake({
      authenticate: letIn,
      onConnection: (connection) => connection.on("close", () => (isOpen = false)),
      onExec: (channel) => {
        // As if the other side had said it has room for everything.
        (channel as ServerChannel & { outgoing: { window: number } }).outgoing.window = 2 ** 31;
        // Nor does it meet the end of its window, where the library would look.
        const chunk = Buffer.alloc((1 << 20) - 7);
        const send = () => {
          // A channel stays writable when its connection has closed.
          if (!isOpen) return;
          channel.write(chunk);
          setImmediate(send);
        };
        setImmediate(send);
      },
    });
    const link = await client.open(client.targetAt(server));
    await inBounds(async () => {
      await link.start("anything");
      assert.match(await link.closed, /more than it was allowed/);
    });
  });

  it("that wants to open channels to us gets none", async () => {
    const outcome = Promise.withResolvers<unknown>();
    const server = await startFake({
      authenticate: letIn,
      onConnection: (connection) => {
        connection.on("ready", () =>
          connection.forwardOut("127.0.0.1", 80, "127.0.0.1", 81, (error) =>
            outcome.resolve(error),
          ),
        );
      },
    });
    await client.open(client.targetAt(server));
    assert.ok((await outcome.promise) instanceof Error);
  });
});
