import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { remoteTrustApi } from "#core/protocol/remoteTrust.ts";
import { RemoteAccess } from "#core/server/remote/remoteAccess.ts";
import type { RemoteServices } from "#core/server/remote/remoteServices.ts";
import { SavedConnections } from "#core/server/remote/savedConnections.ts";
import { trustHandlers } from "#core/server/remote/trustHandlers.ts";
import { Settings } from "#core/settings/settings.ts";

describe("machines a person knows", () => {
  let home: string;
  let saved: SavedConnections;
  let file: string;
  const handlers = () => {
    const remote = new RemoteAccess(() => Promise.reject(new Error("not needed")));
    const services: unknown = { remote, saved, env: { HOME: home } };
    return trustHandlers(services as RemoteServices);
  };

  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), "runicorn-trust-"));
    const settings = new Settings(path.join(home, "settings"));
    saved = new SavedConnections(settings.savedConnections);
    file = settings.savedConnections.path;
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const server = (id: string) => ({ kind: "server" as const, id, host: id, username: "ada" });

  it("that are saved by many windows at once are all kept, with the secrets of others in the file", async () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify([{ ...server("old"), password: "kept" }, "not one"]));
    await Promise.all(["a", "b", "c", "d"].map((id) => saved.put(server(id))));
    await Promise.all([saved.put({ ...server("b"), port: 2200 }), saved.remove("c")]);
    const known = await saved.list();
    assert.deepEqual(
      known.map(({ id, port }) => [id, port]),
      [
        ["old", undefined],
        ["a", undefined],
        ["d", undefined],
        ["b", 2200],
      ],
    );
    assert.equal(await saved.remove("c"), false);
    const text = readFileSync(file, "utf8");
    assert.ok(text.includes("kept") && text.includes("not one"));
  });

  it("are told as far as they are known where the ssh configuration is broken", async () => {
    await saved.put(server("gpu1"));
    mkdirSync(path.join(home, ".ssh", "config"), { recursive: true });
    const { response } = remoteTrustApi.listHosts;
    const answer = response.parse(await handlers().listHosts({}, {} as never));
    assert.deepEqual(
      answer.hosts.map(({ name }) => name),
      ["gpu1"],
    );
    assert.match(answer.problem ?? "", /config/);
  });
});
