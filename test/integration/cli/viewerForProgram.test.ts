import assert from "node:assert/strict";
import http from "node:http";
import { text } from "node:stream/consumers";

import { Bridge } from "#core/remote/viewer/bridge.ts";
import { RunningCommand } from "#test/support/runCommand.ts";
import { TempStore } from "#test/support/tempStore.ts";

const token = "s".repeat(43);

interface Hello {
  readonly listen: { socket?: string; host?: string; port?: number; bridge?: boolean };
  readonly token?: string;
}

describe("runicorn viewer --stdio, for a program on another machine", function () {
  this.timeout(30_000);
  let files: TempStore;
  let command: RunningCommand;

  beforeEach(() => {
    files = new TempStore();
    files.writeRun();
  });
  afterEach(() => {
    command.dispose();
    files.dispose();
  });

  async function start(...args: string[]): Promise<Hello> {
    const all = ["viewer", "--stdio", "--token-stdin", "--storage", files.root, ...args];
    command = new RunningCommand(all, { cwd: files.folder });
    command.child.stdin?.write(`${token}\n`);
    const [line] = await command.output(/^.+\n/);
    return JSON.parse(line) as Hello;
  }

  it("takes the token from stdin and does not say it again", async () => {
    const hello = await start("--port", "0");
    assert.equal(hello.token, undefined);
    const { host, port } = hello.listen;
    assert.equal(host, "127.0.0.1");
    const address = `http://127.0.0.1:${port}/api/v2/store`;
    assert.equal((await fetch(address)).status, 401);
    const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 200);
    command.child.stdin?.end();
    assert.equal(await command.ended, 0);
    assert.ok(!command.stderr.includes(token));
  });

  it("carries connections over stdin and stdout, listens nowhere, and ends with them", async () => {
    const { listen } = await start("--bridge");
    assert.deepEqual(listen, { bridge: true });
    const { stdin, stdout } = command.child;
    assert.ok(stdin && stdout);
    const bridge = new Bridge({ input: stdout, output: stdin });
    const ask = () =>
      new Promise<string>((resolve, reject) => {
        const headers = { host: "localhost", authorization: `Bearer ${token}` };
        const request = http.get(
          { path: "/api/openapi.json", headers, createConnection: () => bridge.open() },
          (answer) => void text(answer).then(resolve, reject),
        );
        request.on("error", reject);
      });
    bridge.beat();
    const answers = await Promise.all(Array.from({ length: 5 }, ask));
    for (const answer of answers) assert.match(answer, /"openapi":/);
    stdin.end();
    assert.equal(await command.ended, 0);
  });

  it("ends when what comes over the bridge makes no sense", async () => {
    await start("--bridge");
    command.child.stdin?.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.equal(await command.ended, 0);
    assert.match(command.stderr, /not a frame/);
  });

  it("ends when the token does not come", async () => {
    const args = ["viewer", "--stdio", "--token-stdin", "--storage", files.root];
    const place = { cwd: files.folder };
    command = new RunningCommand([...args, "--lease", "1"], place);
    assert.equal(await command.ended, 2);
    assert.match(command.stderr, /wants a token/);
    command = new RunningCommand(args, place);
    command.child.stdin?.end("short\n");
    assert.equal(await command.ended, 2);
    assert.equal(command.stdout, "");
  });

  it("--bridge and --token-stdin make no sense to a person", async () => {
    command = new RunningCommand(["viewer", "--bridge", "--token-stdin"], { cwd: files.folder });
    assert.equal(await command.ended, 2);
    assert.match(command.stderr, /add --stdio/);
  });
});
