import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";
import { until } from "#test/support/until.ts";

describe("What is done at once", function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let client: SshClient;

  before(async () => {
    sshd = await startSshd({ password: "right", users: users() });
  });
  after(() => sshd.dispose());
  beforeEach(() => {
    client = new SshClient();
    client.trust(sshd);
  });
  afterEach(() => client.dispose());

  const { signal } = new AbortController();

  it("is four commands on a link; the others wait for their turn", async () => {
    const link = await client.open(client.targetOf(sshd));
    const mark = `${sshd.home}/running`;
    const count = `mkdir -p ${mark}; f=${mark}/$$; touch $f; ls ${mark} | wc -l; sleep 0.3; rm $f`;
    const results = await Promise.all(Array.from({ length: 12 }, () => link.run(count)));
    const most = Math.max(...results.map(({ stdout }) => Number(stdout.toString())));
    assert.ok(most <= 4, `${most} at once`);
    // Those that go on leave one for the others.
    const started = await Promise.all(Array.from({ length: 3 }, () => link.start("cat")));
    assert.equal((await link.run("echo my turn")).stdout.toString(), "my turn\n");
    await assert.rejects(link.start("cat"), /3 viewers run over this connection/);
    started[0]?.close();
    await started[0]?.ended;
    (await link.start("cat")).close();
  });

  it("is four handshakes; those that wait for a person let others pass", async () => {
    const pool = client.pool();
    const answers = Promise.withResolvers<readonly string[]>();
    const patient = new ScriptedQuestions({ secrets: () => answers.promise });
    const credentials = { keys: [], interactive: true };
    const asked = users().map(({ name }) =>
      pool.open(client.targetOf(sshd, { username: name, credentials }), patient, signal),
    );
    await until(() => patient.asked.length === asked.length);
    await pool.open(client.targetOf(sshd), new ScriptedQuestions(), signal);
    answers.resolve(["right"]);
    assert.equal((await Promise.all(asked)).length, asked.length);
  });

  it("is one handshake for one target, whoever wants it, and its session ends with the last of them", async () => {
    const pool = client.pool();
    const questions = new ScriptedQuestions({ secrets: () => ["right"] });
    const target = client.targetOf(sshd, { credentials: { keys: [], interactive: true } });
    const giveUp = new AbortController();
    const open = () => pool.open(target, questions, signal);
    const impatient = assert.rejects(pool.open(target, questions, giveUp.signal), /not me/);
    const opening = Promise.all([open(), open(), open()]);
    giveUp.abort(new Error("not me"));
    await impatient;
    const [first, second, third] = await opening;
    const fourth = await open();
    assert.equal(questions.asked.length, 1);
    assert.equal(new Set([first, second, third, fourth].map(({ session }) => session)).size, 1);
    assert.equal(pool.sessions.length, 1);
    await first.dispose();
    await first.dispose();
    await second.dispose();
    await fourth.dispose();
    assert.equal(third.session.state.status, "connected");
    assert.ok((await third.session.check()) < 5000);
    await third.dispose();
    assert.equal(third.session.state.status, "disconnected");
    assert.equal(pool.sessions.length, 0);
    await until(() => sshd.sessions.length === 0);
  });

  it("leaves nothing behind when everybody gives up, or it fails for everybody", async () => {
    const pool = client.pool();
    const target = client.targetOf(sshd, { proxyCommand: "sleep 100" });
    const giveUp = new AbortController();
    const opening = pool.open(target, new ScriptedQuestions(), giveUp.signal);
    await sleep(100);
    giveUp.abort(new Error("no longer wanted"));
    await assert.rejects(opening, /no longer wanted/);
    const wrong = client.targetOf(sshd, {
      credentials: { keys: [], interactive: false, password: "wrong" },
    });
    const failed = await Promise.allSettled(
      [1, 2].map(() => pool.open(wrong, new ScriptedQuestions(), signal)),
    );
    assert.ok(failed.every(({ status }) => status === "rejected"));
    assert.equal(pool.sessions.length, 0);
    // Then with the right one, which is not the failed attempt again.
    const right = { ...wrong, credentials: { ...wrong.credentials, password: "right" } };
    await pool.open(right, new ScriptedQuestions(), signal);
    await pool.dispose();
    await assert.rejects(pool.open(right, new ScriptedQuestions(), signal));
    await until(() => sshd.sessions.length === 0);
  });
});

function users() {
  return Array.from({ length: 6 }, (_, i) => ({
    name: `tester${i}`,
    uid: 4720 + i,
    password: "right",
  }));
}
