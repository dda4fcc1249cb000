import assert from "node:assert/strict";

import { RunicornError } from "#core/protocol/errors.ts";
import type { SecretQuestion } from "#core/remote/questions.ts";
import { type Attempt, RemoteSession } from "#core/remote/session/remoteSession.ts";
import { type Timing, usualTiming } from "#core/remote/ssh/timing.ts";
import { FakeLink } from "#test/support/remote/fakeLink.ts";
import { passwordAsked, someTarget } from "#test/support/remote/someTarget.ts";
import { until } from "#test/support/until.ts";

const code: SecretQuestion = { ...passwordAsked, kind: "interactive" };
const target = someTarget({ interactive: true, password: "hunter2" });
const timing: Timing = { ...usualTiming, reconnectMs: [1, 1, 1] };
const lost = () => new RunicornError("service_unavailable", "There is no way to gpu1.");

describe("A session", () => {
  const links: FakeLink[] = [];
  const sessions: RemoteSession[] = [];
  const { signal } = new AbortController();
  beforeEach(() => links.splice(0));
  afterEach(() => Promise.all(sessions.splice(0).map((session) => session.dispose())));

  const nobody = { trust: () => Promise.resolve(false), secrets: () => Promise.resolve(undefined) };
  const typing = (...answers: string[]) => ({
    asked: 0,
    trust: () => Promise.resolve(false),
    secrets() {
      this.asked += 1;
      const answer = answers.shift();
      return Promise.resolve(answer === undefined ? undefined : [answer]);
    },
  });

  async function open(
    login: (attempt: Attempt, tries: number) => Promise<unknown> = () => Promise.resolve(),
    {
      questions = nobody,
      times = timing,
      cut,
    }: {
      questions?: Attempt["questions"];
      times?: Timing;
      /** Which link is cut before anybody has it. */
      cut?: number;
    } = {},
  ) {
    let tries = 0;
    const session = await RemoteSession.open(
      target,
      {
        timing: times,
        openLink: async (attempt) => {
          await login(attempt, (tries += 1));
          const link = new FakeLink();
          links.push(link);
          if (links.length === cut) link.close("It was cut.");
          return link;
        },
      },
      { questions, signal },
    );
    sessions.push(session);
    return session;
  }
  /** Loses the only link there is. */
  async function cut(session: RemoteSession): Promise<void> {
    links[0]?.close("It was cut.");
    await until(() => session.state.status === "reconnecting", { every: 0 });
  }
  const isConnected = (session: RemoteSession) => () => session.state.status === "connected";

  it("that two want back in the same moment has one link", async () => {
    const session = await open(undefined, { times: { ...timing, probeMs: 1 } });
    const [first] = links;
    if (!first) assert.fail();
    const never = new Promise<number>(() => {});
    first.answer = (count) => (count === 2 ? never : Promise.reject(lost()));
    await until(() => session.state.status === "degraded");
    await Promise.all([session.reconnect(nobody), session.reconnect(nobody)]);
    assert.equal(links.filter(({ isClosed }) => !isClosed).length, 1);
  });

  it("is connected again where a link is lost in the moment it comes, and whoever wants it waits for that", async () => {
    const back = Promise.withResolvers<void>();
    const session = await open((_, tries) => (tries < 3 ? Promise.resolve() : back.promise), {
      cut: 2,
    });
    await cut(session);
    await until(() => links.length === 2);
    await until(() => session.state.status === "reconnecting");
    const waiting = Promise.all([session.link(), session.reconnect(nobody)]);
    back.resolve();
    const [link] = await waiting;
    assert.equal(link, links[2]);
    assert.equal(links.length, 3);
  });

  it("asks a person only for what is not known, and goes on without one who has left", async () => {
    let isAway = true;
    const login = async ({ questions }: Attempt, tries: number) => {
      assert.deepEqual(await questions.secrets(passwordAsked), ["hunter2"]);
      if (tries > 1 && isAway) throw lost();
    };
    const times = { ...timing, reconnectMs: Array<number>(100).fill(5) };
    const session = await open(login, { questions: typing("hunter2"), times });
    const person = typing("nothing");
    const leaving = new AbortController();
    await cut(session);
    const waiting = session.reconnect(person, leaving.signal);
    leaving.abort(new Error("left"));
    await assert.rejects(waiting, /left/);
    isAway = false;
    await until(isConnected(session));
    assert.equal(person.asked, 0);
  });

  it("says what it needs a person for where one leaves before answering", async () => {
    const asked = Promise.withResolvers<void>();
    const session = await open(
      async ({ questions }, tries) => {
        if (tries === 1 || (await questions.secrets(code))) return;
        throw new RunicornError("authentication_failed", "The code was not given.");
      },
      { times: { ...timing, reconnectMs: [10_000] } },
    );
    const left = Promise.withResolvers<undefined>();
    const leaving = new AbortController();
    const person = {
      ...nobody,
      secrets: () => {
        asked.resolve();
        return left.promise;
      },
    };
    await cut(session);
    const waiting = assert.rejects(session.reconnect(person, leaving.signal), /left/);
    await asked.promise;
    leaving.abort(new Error("left"));
    await waiting;
    left.resolve(undefined);
    await until(() => session.state.status === "failed");
    assert.match(session.state.reason ?? "", /something only you know/);
  });

  it("that others could not log in to keeps what let it in", async () => {
    const seen: (string | undefined)[] = [];
    const session = await open(
      ({ target: { credentials } }, tries) => {
        seen.push(credentials.password);
        return tries === 2
          ? Promise.reject(new RunicornError("authentication_failed", "no"))
          : Promise.resolve();
      },
      { times: { ...timing, reconnectMs: [] } },
    );
    links[0]?.close("It was cut.");
    await until(() => session.state.status === "disconnected");
    const wrong = { ...target, credentials: { ...target.credentials, password: "wrong" } };
    await assert.rejects(session.reconnect(nobody, signal, wrong), /^RunicornError: no$/);
    await session.reconnect(nobody);
    assert.deepEqual(seen, ["hunter2", "wrong", "hunter2"]);
  });

  it("tells somebody who waits what is in the way, and goes on", async () => {
    const back = Promise.withResolvers<void>();
    const session = await open((_, tries) => (tries === 1 ? Promise.resolve() : back.promise), {
      times: { ...timing, reconnectMs: [1] },
    });
    Object.assign(session.target, { timeoutMs: 20 });
    await cut(session);
    await assert.rejects(session.reconnect(nobody), /It was cut/);
    assert.equal(session.state.status, "reconnecting");
    back.resolve();
    await until(isConnected(session));
  });

  it("knows no secret any more once it has ended", async () => {
    const session = await open();
    assert.equal(session.target.credentials.password, "hunter2");
    await session.dispose();
    assert.equal(session.target.credentials.password, undefined);
  });
});
