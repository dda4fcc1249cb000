import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";

import { type AgentKey, agentKeys } from "#core/remote/keys/agentKeys.ts";
import { TempHome } from "#test/support/remote/tempHome.ts";
import { TestAgent } from "#test/support/remote/testAgent.ts";
import { installPackages } from "#test/support/sshd/installPackages.ts";

describe("Keys of an agent", function () {
  this.timeout(60_000);
  let home: TempHome;
  let agent: TestAgent;
  let files: string[];
  before(async () => {
    installPackages({ "/usr/bin/ssh-agent": "openssh-client" });
    home = new TempHome();
    agent = await TestAgent.start(home.folder);
    files = Array.from({ length: 9 }, (_, i) => path.join(home.folder, `key${i}`));
    for (const [i, file] of files.entries()) {
      const type = i === 4 ? "rsa" : i === 5 ? "ecdsa" : "ed25519";
      execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", `key${i}`, "-f", file]);
    }
    agent.add(...files);
  });
  after(async () => {
    await agent.dispose();
    home.dispose();
  });

  const credentials = () => ({ agent: agent.socket, keys: [], interactive: false });
  const names = (keys: readonly AgentKey[]) => keys.map(({ key }) => key.comment);
  const numbered = (...numbers: number[]) => numbers.map((i) => `key${i}`);

  it("are offered one by one, those meant for the machine first", async () => {
    assert.deepEqual(names(await agentKeys(credentials())), numbered(0, 1, 2, 3, 4, 5, 6, 7, 8));
    const agentFirst = [`${files[7]}.pub`, files[4] ?? "", path.join(home.folder, "missing")];
    assert.deepEqual(
      names(await agentKeys({ ...credentials(), agentFirst })),
      numbered(4, 7, 0, 1, 2, 3, 5, 6, 8),
    );
    for (const one of await agentKeys(credentials())) {
      one.getIdentities((_, keys) => assert.deepEqual(keys, [one.key]));
    }
  });

  it("are left out where only others may be used", async () => {
    const secret = path.join(home.folder, "secret");
    // Its public key is told by the private one alone.
    copyFileSync(files[2] ?? "", secret);
    chmodSync(secret, 0o600);
    execFileSync("ssh-keygen", ["-q", "-p", "-N", "passphrase", "-a", "2", "-f", secret]);
    const agentIdentities = [
      files[8] ?? "",
      secret,
      path.join(home.folder, "missing"),
      home.folder,
    ];
    assert.deepEqual(names(await agentKeys({ ...credentials(), agentIdentities })), numbered(2, 8));
    assert.deepEqual(await agentKeys({ ...credentials(), agentIdentities: [] }), []);
  });

  it("sign, and nothing else does", async () => {
    for (const one of (await agentKeys(credentials())).slice(3, 5)) {
      const signature = await new Promise<Buffer>((resolve, reject) =>
        one.sign(one.key, Buffer.from("data"), { hash: "sha512" }, (error, signed) =>
          signed ? resolve(signed) : reject(error ?? new Error("no signature")),
        ),
      );
      const hash = one.key.type === "ssh-rsa" ? "sha512" : undefined;
      assert.equal(one.key.verify("data", signature, hash), true);
    }
  });

  it("of no agent are none; of one that is gone or silent there is an answer in time", async () => {
    assert.deepEqual(await agentKeys({ keys: [], interactive: false }), []);
    const gone = path.join(home.folder, "gone.sock");
    await assert.rejects(agentKeys({ ...credentials(), agent: gone }), {
      code: "service_unavailable",
      message: /does not answer/,
    });
    const silent = path.join(home.folder, "silent.sock");
    const server = net.createServer(() => undefined).listen(silent);
    await once(server, "listening");
    const babbling = path.join(home.folder, "babbling.sock");
    const babbler = net
      .createServer((socket) => {
        const timer = setInterval(() => socket.write("\0"), 20);
        socket.on("error", () => undefined).on("close", () => clearInterval(timer));
      })
      .listen(babbling);
    await once(babbler, "listening");
    for (const socket of [silent, babbling]) {
      await assert.rejects(agentKeys({ ...credentials(), agent: socket }, 300), {
        code: "service_unavailable",
      });
    }
    server.close();
    babbler.close();
  });
});
