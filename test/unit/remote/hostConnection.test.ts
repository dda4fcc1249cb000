import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";
import { HostConnections } from "#core/remote/hostConnections.ts";
import type { LocalPort, OpenLocalPort } from "#core/remote/localPort.ts";
import { RemoteSession } from "#core/remote/session/remoteSession.ts";
import type { SessionPool } from "#core/remote/session/sessionPool.ts";
import { usualTiming } from "#core/remote/ssh/timing.ts";
import type { Target } from "#core/remote/target.ts";
import { AnsweringMachine, machineRecord } from "#test/support/remote/answeringMachine.ts";
import { FakeLink } from "#test/support/remote/fakeLink.ts";
import { someTarget } from "#test/support/remote/someTarget.ts";
import { until } from "#test/support/until.ts";

/** Lets in whoever has the right password. */
class FakePool implements Pick<SessionPool, "open" | "prove" | "dispose"> {
  proofs = 0;
  /** What leaving a session waits for. */
  farewell = Promise.resolve();

  async open(target: Target, questions: object, signal: AbortSignal) {
    const session = await RemoteSession.open(
      target,
      { timing: usualTiming, openLink: () => Promise.resolve(this.#link()) },
      { questions: questions as never, signal },
    );
    const dispose = async () => {
      await this.farewell;
      await session.dispose();
    };
    return { session, dispose };
  }

  #link(): FakeLink {
    const link = new FakeLink();
    const machine = new AnsweringMachine(() => [machineRecord()]);
    link.run = (...asked) => machine.run(...asked);
    return link;
  }

  prove({ credentials }: Target): Promise<void> {
    this.proofs += 1;
    if (credentials.password === "right") return Promise.resolve();
    return Promise.reject(new RunicornError("authentication_failed", "That is wrong."));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

describe("a connection that is there", () => {
  let pool: FakePool;
  let hosts: HostConnections;
  let told: RemoteConnection[];
  let openPort: OpenLocalPort;

  beforeEach(() => {
    pool = new FakePool();
    told = [];
    hosts = new HostConnections({
      env: { HOME: "/nowhere" },
      settingsFolder: "/nowhere",
      bundleFolder: "/nowhere",
      version: "1",
      pool,
      openPort: (...asked) => openPort(...asked),
      timing: { news: 0 },
    });
    hosts.onChange((connection) => told.push(connection));
  });
  afterEach(() => hosts.dispose());

  it("is nobody's who comes with a wrong password or key, and everybody's who would be asked", async () => {
    await hosts.connect(someTarget({ password: "right", isGiven: true }));
    await hosts.connect(someTarget({ password: "right", isGiven: true }));
    await hosts.connect(someTarget({ interactive: true }));
    await hosts.connect(someTarget({ keys: [{ path: "/configured" }] }));
    assert.equal(pool.proofs, 0);
    const wrong = someTarget({ password: "wrong", isGiven: true });
    await assert.rejects(hosts.connect(wrong), { code: "authentication_failed" });
    const other = someTarget({ password: "right", agent: "/agent", isGiven: true });
    await hosts.connect(other);
    await hosts.connect(other);
    assert.equal(pool.proofs, 2);
    assert.equal(hosts.connections[0]?.status, "connected");
  });

  it("is not told to be gone by the end of the one before it", async () => {
    const before = await hosts.connect(someTarget());
    const leaving = Promise.withResolvers<void>();
    pool.farewell = leaving.promise;
    const removing = hosts.remove(before);
    const after = await hosts.connect(someTarget());
    assert.equal(after.id, before.id);
    leaving.resolve();
    await removing;
    await until(() => told.at(-1)?.status === "connected");
    await hosts.remove(after);
    assert.equal(told.at(-1)?.status, "disconnected");
    const statuses = told.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === "disconnected").length, 1, statuses.join());
  });

  it("opens no port for a viewer that was stopped meanwhile, and forgets one that closed", async () => {
    const viewer = (await hosts.connect(someTarget())).viewerFor("/store");
    const disposed: number[] = [];
    const closed = Promise.withResolvers<void>();
    const port = (number: number): LocalPort => ({
      port: number,
      url: `http://127.0.0.1:${number}`,
      left: closed.promise,
      link: () => assert.fail(),
      isReachable: () => Promise.resolve(true),
      rebuild: () => Promise.resolve(),
      dispose: () => Promise.resolve(void disposed.push(number)),
    });
    const late = Promise.withResolvers<LocalPort>();
    openPort = () => late.promise;
    const opening = assert.rejects(viewer.openPort(), /stopped meanwhile/);
    await viewer.stop();
    late.resolve(port(1));
    await opening;
    assert.deepEqual(disposed, [1]);
    assert.equal(viewer.describe().local_port, null);
    openPort = () => Promise.resolve(port(2));
    await viewer.openPort();
    assert.equal(viewer.describe().local_port, 2);
    closed.resolve();
    await until(() => viewer.describe().local_port === null);
  });

  it("leaves nothing in memory of what one logged in with", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const use = async () => {
      const target = someTarget({ password: "right", isGiven: true });
      const connection = await hosts.connect(target);
      connection.viewerFor("/store");
      await hosts.detect(connection);
      await hosts.remove(connection);
      return new WeakRef(target.credentials);
    };
    const credentials = await use();
    await until(() => {
      collect();
      return credentials.deref() === undefined;
    });
  });
});
