// The viewer of the ingest bench: `ingestServer ROOT`. Prints its address, then what indexing took, and ends with stdin.
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startServer } from "#core/server/server.ts";
import { Settings } from "#core/settings/settings.ts";
import { Store } from "#core/store/store.ts";

void serve(process.argv[2] ?? "");

async function serve(root: string): Promise<void> {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const store = await Store.open({ root });
  const server = await startServer({
    store,
    settings: new Settings(path.join(path.dirname(root), "settings")),
    version: "1.0.0",
    listen: { host: "127.0.0.1", port: 0 },
  });
  if (!("port" in server.listening)) throw new Error("a port was asked for");
  say({ port: server.listening.port, token: server.token });
  while (store.counts().pending > 0) await sleep(5);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  say({ seconds, cpuSeconds: (user + system) / 1e6, peakRss: peakRss() });
  process.stdin.resume().on("end", () => {
    void server.dispose().then(() => store.dispose());
  });
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Bytes of memory this process has had at most. */
function peakRss(): number {
  const kilobytes = /^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
