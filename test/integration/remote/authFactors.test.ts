import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { KeyboardAuthContext } from "ssh2";

import { FakeSshd } from "#test/support/sshd/fakeSshd.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { startAgent } from "#test/support/sshd/sshAgent.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";

/** PAM asks for the password itself: what it may do in a container, without auditing. */
const pam = [
  "auth required pam_unix.so",
  "account required pam_permit.so",
  "session required pam_permit.so",
];

describe("Logging in with two factors", function () {
  this.timeout(60_000);
  let client: SshClient;

  beforeEach(() => {
    client = new SshClient();
  });
  afterEach(() => client.dispose());

  describe("at a real sshd", () => {
    const servers: Sshd[] = [];
    afterEach(() => Promise.all(servers.splice(0).map((sshd) => sshd.dispose())));

    async function start(methods: string): Promise<Sshd> {
      const config = {
        AuthenticationMethods: methods,
        UsePAM: "yes",
        KbdInteractiveAuthentication: "yes",
      };
      const sshd = await startSshd({ config, pam: `${pam.join("\n")}\n`, password: "right" });
      servers.push(sshd);
      client.trust(sshd);
      return sshd;
    }

    for (const [methods, kinds] of [
      ["publickey,keyboard-interactive:pam", ["interactive"]],
      ["publickey,password", ["password"]],
      ["password,publickey", ["password"]],
      ["keyboard-interactive:pam", ["interactive"]],
    ] as const) {
      for (const place of ["file", "agent"]) {
        it(`takes ${methods} with a key of a ${place}`, async () => {
          const sshd = await start(methods);
          const key = sshd.makeClientKey();
          const agent = place === "agent" ? await startAgent(sshd.folder, [key]) : undefined;
          const questions = new ScriptedQuestions({ secrets: () => ["right"] });
          const credentials = {
            ...(agent ? { agent: agent.socket, keys: [] } : { keys: [{ path: key.path }] }),
            interactive: true,
          };
          const link = await client.open(client.targetOf(sshd, { credentials }), { questions });
          assert.equal((await link.run("id -un")).stdout.toString(), "tester\n");
          assert.deepEqual(
            questions.asked.map(({ kind }) => kind),
            kinds,
          );
          agent?.dispose();
        });
      }
    }

    it("answers PAM's question for the password by the one that was given", async () => {
      const sshd = await start("keyboard-interactive:pam");
      const credentials = { keys: [], interactive: false, password: "right" };
      await client.open(client.targetOf(sshd, { credentials }));
    });
  });

  describe("at a server that asks for a code (simulated)", () => {
    let fake: FakeSshd;

    beforeEach(async () => {
      fake = await FakeSshd.start({
        authenticate: (context) => {
          if (context.method !== "keyboard-interactive") {
            context.reject(["keyboard-interactive"]);
            return;
          }
          askForCode(context);
        },
      });
      client.trust(fake);
    });
    afterEach(() => fake.dispose());

    const target = () =>
      client.targetAt(fake, {
        timeoutMs: 3000,
        credentials: { keys: [], interactive: true, password: "stored" },
      });

    it("shows the server's words without what controls a terminal, and passes on several answers", async () => {
      const questions = new ScriptedQuestions({ secrets: () => ["right", "123456"] });
      await client.open(target(), { questions });
      assert.deepEqual(questions.asked, [
        {
          kind: "interactive",
          host: "127.0.0.1",
          username: "tester",
          hop: 0,
          name: "Two factors",
          instructions: "Look at your [31mtelephone [0m",
          prompts: [
            { prompt: "Password:", echo: false },
            { prompt: "Code:", echo: true },
          ],
        },
      ]);
    });

    it("leaves the person more time than the connection has", async () => {
      const questions = new ScriptedQuestions({
        secrets: async () => {
          await sleep(4000);
          return ["right", "123456"];
        },
      });
      await client.open(target(), { questions });
    });

    it("asks again after a wrong code, three times", async () => {
      const questions = new ScriptedQuestions({ secrets: () => ["right", "000000"] });
      await assert.rejects(client.open(target(), { questions }), { code: "authentication_failed" });
      assert.equal(questions.asked.length, 3);
    });
  });
});

function askForCode(context: KeyboardAuthContext): void {
  const prompts = [
    { prompt: "Password:\u0007", echo: false },
    { prompt: "Code:", echo: true },
  ];
  context.prompt(
    prompts,
    "Two factors",
    "Look at your\r\n\u001b[31mtelephone\u001b[0m",
    (answers) => {
      if (answers.join() === "right,123456") context.accept();
      else context.reject(["keyboard-interactive"]);
    },
  );
}
