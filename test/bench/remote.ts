import { rmSync } from "node:fs";
// A remote viewer beside a local one: `npm run bench -- remote [requests, default 400] [fresh hosts, default 3]`.
import http from "node:http";
import path from "node:path";

import { LocalMachine, RemoteMachine } from "#test/support/remote/remoteMachine.ts";

import { judge } from "./judge.ts";
import { median, ms, print } from "./print.ts";

const requests = Number(process.argv[2] ?? 400);
const hosts = Number(process.argv[3] ?? 3);
const list = "/api/v2/runs?limit=50";

const machine = await RemoteMachine.start({ environments: ["train"] });
const local = new LocalMachine();
try {
  local.trust(machine);
  const agent = new http.Agent({ keepAlive: true });
  const { base } = await local.startViewer();
  // The same store, without SSH in between.
  const beside = await local.startViewer("--storage", machine.root);
  const login = {
    host: machine.sshd.address,
    port: machine.sshd.port,
    username: machine.sshd.user.name,
    auth_method: "key",
    private_key_path: local.keyFor(machine),
  };

  const connect = async (): Promise<{ id: string; prefix: string; took: number }> => {
    const began = performance.now();
    const { connection_id: id } = await call<{ connection_id: string }>("connect", login);
    const start = { connection_id: id, remote_root: machine.root, tunnel: false };
    const { viewer } = await call<{ viewer: { base: string } }>("viewer/start", start);
    const prefix = `${base}${viewer.base}`;
    await get(prefix + list);
    return { id, prefix, took: performance.now() - began };
  };
  const disconnect = (id: string) =>
    fetch(`${base}/api/remote/connections/${id}`, { method: "DELETE" });

  const fresh: number[] = [];
  const again: number[] = [];
  for (let i = 0; i < hosts; i++) {
    rmSync(path.join(machine.sshd.home, ".runicorn"), { recursive: true, force: true });
    const first = await connect();
    fresh.push(first.took);
    await disconnect(first.id);
    const second = await connect();
    again.push(second.took);
    await disconnect(second.id);
  }
  print("each first list of a fresh host", fresh.map(ms).join(", "));
  print("each list after connecting again", again.map(ms).join(", "));
  judge({
    bar: "remote",
    what: "connect to the first list, fresh host",
    value: median(fresh) / 1000,
    unit: "s",
    most: 5,
  });
  judge({
    bar: "remote",
    what: "connect again to the list",
    value: median(again) / 1000,
    unit: "s",
    most: 2,
  });

  const { prefix } = await connect();
  const [near, far] = [[] as number[], [] as number[]];
  for (let i = -20; i < requests; i++) {
    // In turns, so that whatever else the machine does is felt by both.
    const one = await timed(beside.base + list);
    const other = await timed(prefix + list);
    if (i < 0) continue;
    near.push(one);
    far.push(other);
  }
  print("a list, local, p50", ms(median(near)));
  print("a list, over SSH, p50", ms(median(far)));
  judge({
    bar: "remote",
    what: "added by SSH to a request on loopback, p50",
    value: median(far) - median(near),
    unit: "ms",
    most: 2,
    beside: `local ${ms(median(near))}`,
  });
  agent.destroy();

  async function timed(address: string): Promise<number> {
    const began = performance.now();
    await get(address);
    return performance.now() - began;
  }

  function get(address: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = http.get(address, { agent }, (answer) => {
        answer.resume();
        answer.on("end", () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`)),
        );
      });
      request.on("error", reject);
    });
  }

  async function call<T>(route: string, body: object): Promise<T> {
    const answer = await fetch(`${base}/api/remote/${route}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  }
} finally {
  await local.dispose();
  await machine.dispose();
}
