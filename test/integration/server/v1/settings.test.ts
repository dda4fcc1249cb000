import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { type Viewer, startViewer } from "#test/support/startViewer.ts";

type Json = Record<string, unknown>;

describe("V1: a person's settings", () => {
  let viewer: Viewer;
  let folder = "";

  beforeEach(async () => {
    viewer = await startViewer();
    folder = path.join(viewer.files.folder, "settings");
  });
  afterEach(() => viewer.dispose());

  const send = async (method: string, address: string, body?: unknown) => {
    const answer = await fetch(`${viewer.base}/api/${address}`, {
      method,
      headers: {
        authorization: `Bearer ${viewer.server.token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const told = (await answer.json()) as Json;
    return Object.assign(told, { http: answer.status });
  };
  const file = (name: string) =>
    JSON.parse(readFileSync(path.join(folder, name), "utf8")) as Record<string, Json & unknown[]>;
  const writeConfig = (text: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "config.json"), text);
  };

  it("says where runs are stored, and lets that be changed from now on", async () => {
    const before = await send("GET", "config");
    assert.deepEqual(before, {
      user_root_dir: null,
      storage: viewer.files.root,
      config_file: path.join(folder, "config.json"),
      http: 200,
    });
    writeConfig(JSON.stringify({ theirs: [1], user_root_dir: 5 }));
    const place = path.join(viewer.files.folder, "elsewhere");
    const changed = await send("POST", "config/user_root_dir", { path: `${place}/./x/..` });
    assert.deepEqual(
      [changed["ok"], changed["user_root_dir"], changed["storage"]],
      [true, place, viewer.files.root],
    );
    assert.deepEqual(file("config.json"), { theirs: [1], user_root_dir: place });
    assert.equal(statSync(path.join(folder, "config.json")).mode & 0o077, 0);
    assert.equal((await send("PUT", "config", { user_root_dir: "~/runs" }))["http"], 200);
    assert.equal(file("config.json")["user_root_dir"], path.join(os.homedir(), "runs"));
    await send("PUT", "config", { user_root_dir: null });
    assert.equal((await send("GET", "config"))["user_root_dir"], null);
  });

  it("takes no variable, no relative path and no file for a folder", async () => {
    writeConfig("{}");
    const taken = path.join(folder, "config.json");
    for (const bad of ["runs", "$HOME/runs", "", "../x", "~other/x", taken, "/a\0b"]) {
      assert.equal((await send("POST", "config/user_root_dir", { path: bad }))["http"], 400, bad);
    }
    assert.deepEqual(file("config.json"), {});
  });

  it("a damaged file is not written over", async () => {
    writeConfig("{oops");
    const answer = await send("POST", "config/user_root_dir", { path: "/data" });
    assert.equal(answer["http"], 409);
    assert.doesNotMatch(String(answer["message"]), new RegExp(viewer.files.folder));
    assert.equal(readFileSync(path.join(folder, "config.json"), "utf8"), "{oops");
  });

  it("saved SSH connections are answered without their secrets, and none is kept", async () => {
    const secret = "canary-password";
    const theirs = { host: "gpu1", port: 22, username: "me", password: secret, passphrase: secret };
    writeConfig(JSON.stringify({ ssh_connections: [theirs, "nonsense"] }));
    const saved = {
      host: "gpu2",
      port: 2222,
      username: "you",
      password: secret,
      private_key: secret,
    };
    assert.equal((await send("POST", "config/ssh_connections", saved))["key"], "gpu2:2222@you");
    const list = await send("GET", "config/ssh_connections");
    const connections = list["connections"] as Json[];
    assert.deepEqual(
      connections.map(({ key, has_password }) => [key, has_password]),
      [
        ["gpu1:22@me", true],
        ["gpu2:2222@you", false],
      ],
    );
    const key = encodeURIComponent("gpu1:22@me");
    const details = await send("GET", `config/ssh_connections/${key}/details`);
    assert.equal(details["host"], "gpu1");
    assert.doesNotMatch(JSON.stringify([list, details]), /canary/);
    assert.equal(file("config.json")["ssh_connections"]?.length, 3);
    assert.doesNotMatch(JSON.stringify(file("config.json")["ssh_connections"]?.[2]), /canary/);
    assert.equal((await send("DELETE", `config/ssh_connections/${key}`))["http"], 200);
    assert.equal((await send("DELETE", `config/ssh_connections/${key}`))["http"], 404);
    assert.doesNotMatch(JSON.stringify(file("config.json")), /canary/);
    const bad = { host: "-oProxyCommand=x y", username: "me" };
    assert.equal((await send("POST", "config/ssh_connections", bad))["http"], 400);
  });

  it("column widths and dismissed alerts, one by one and together", async () => {
    await send("POST", "config/column-widths", { key: "runs@lg", widths: { name: 200 } });
    await send("POST", "config/column-widths", { key: "assets@lg", widths: { size: 50 } });
    const widths = (await send("GET", "config/column-widths"))["column_widths"] as Json;
    assert.deepEqual(Object.keys(widths), ["runs@lg", "assets@lg"]);
    await send("DELETE", "config/column-widths?key=assets%40lg");
    await send("POST", "config/dismissed-alerts/dismiss", { alert_id: "a" });
    await send("POST", "config/dismissed-alerts/dismiss", { alert_id: "b" });
    await send("POST", "config/dismissed-alerts/dismiss", { alert_id: "b" });
    await send("POST", "config/dismissed-alerts/undismiss", { alert_id: "a" });
    const all = await send("GET", "ui-preferences");
    assert.deepEqual(all["dismissed_alerts"], ["b"]);
    assert.deepEqual(Object.keys(all["column_widths"] as Json), ["runs@lg"]);
    const replaced = await send("PUT", "ui-preferences", { dismissed_alerts: ["c"] });
    assert.deepEqual(replaced["dismissed_alerts"], ["c"]);
    assert.deepEqual(Object.keys(replaced["column_widths"] as Json), ["runs@lg"]);
    await send("POST", "config/column-widths/reset");
    await send("POST", "config/dismissed-alerts/clear");
    assert.deepEqual(file("ui_preferences.json"), { column_widths: {}, dismissed_alerts: [] });
  });

  it("changes that come at once are all there afterwards", async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `alert ${i}`);
    await Promise.all(
      ids.map((alert_id) => send("POST", "config/dismissed-alerts/dismiss", { alert_id })),
    );
    const { dismissed_alerts } = await send("GET", "config/dismissed-alerts");
    assert.deepEqual((dismissed_alerts as string[]).toSorted(), ids.toSorted());
  });
});
