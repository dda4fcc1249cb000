import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { makeKey } from "#test/support/sshd/sshKeys.ts";
import { until } from "#test/support/until.ts";

import { RemoteMachine } from "../remoteMachine.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { stopAtFailure } from "../stopAtFailure.ts";

const password = "correct horse";

describe("a machine that is not let in to at once", function () {
  this.timeout(240_000); // Real machines, and this one may be busy.
  stopAtFailure();
  let machine: RemoteMachine;
  let stage: Stage;
  reportFailures(() => stage);

  before(async () => {
    const settings = {
      "workbench.colorTheme": "Default Dark Modern",
      "security.workspace.trust.enabled": true,
    };
    stage = await Stage.set({ settings }, (folder) => {
      mkdirSync(path.join(folder, ".vscode"));
      const hostile = { "runicorn.remote.reconnectOnStart": true, "runicorn.node.path": "/bin/sh" };
      writeFileSync(path.join(folder, ".vscode/settings.json"), JSON.stringify(hostile));
    });
    stage.page.setDefaultTimeout(60_000);
    machine = await RemoteMachine.start({ password });
    stage.writeSshFile("config", machine.entry("lab"));
  });
  after(async () => {
    await stage.strike();
    await machine.dispose();
  });

  const quick = () => stage.page.locator(".quick-input-widget");
  const dialog = () => stage.page.locator(".monaco-dialog-box");
  const connect = async () => {
    await stage.workbench.run("Runicorn: Connect to Remote…");
    await quick().locator(".monaco-list-row").filter({ hasText: "lab" }).first().click();
  };
  const disconnect = async () => {
    await stage.workbench.run("Runicorn: Disconnect");
    await until(() => machine.sshd.sessions.length === 0, { timeout: 60_000 });
  };
  const type = async (text: string) => {
    const input = quick().locator("input[type=password]");
    await input.waitFor();
    await input.fill(text);
    await stage.page.keyboard.press("Enter");
  };

  it("is not connected to, and not even listed, in Restricted Mode", async () => {
    const { page, workbench } = stage;
    await workbench.showRunicorn();
    await workbench.openPane("Remote Hosts");
    const { root } = workbench.pane("Remote Hosts");
    await root.getByText("In Restricted Mode no other machine is connected to.").waitFor();
    await stage.shot("hosts-restricted");
    assert.equal(stage.server.sharedViewer, undefined);
    assert.equal(machine.line.accepted, 0);
    await root.getByRole("button", { name: "Manage Workspace Trust" }).click();
    const editor = page.locator(".workspace-trust-editor");
    await editor.getByRole("button", { name: "Trust", exact: true }).click();
    await workbench.pane("Remote Hosts").row("lab").waitFor();
    await page.keyboard.press("Escape");
    const close = page.locator(".modal-editor-part, .editor-modal-container").getByLabel("Close");
    if ((await close.count()) > 0) await close.first().click();
  });

  it("gets nothing before its key is trusted, and Enter does not trust it", async () => {
    await connect();
    await dialog().getByText("Nobody has vouched for").waitFor();
    await stage.page.keyboard.press("Enter");
    await dialog().waitFor({ state: "detached" });
    await stage.page.waitForTimeout(1000);
    assert.ok(!machine.sshd.log.includes("Accepted"));
    await assert.rejects(quick().locator("input[type=password]").waitFor({ timeout: 500 }));
  });

  it("asks again after a wrong password, and says what is wrong with it", async () => {
    await connect();
    await dialog().getByRole("button", { name: "Trust and Connect" }).click();
    await type("wrong");
    await quick().getByText("That was not accepted.").waitFor();
    await stage.shot("password-again");
    // The window is not blocked: another view can be used while the question is open.
    await stage.workbench.pane("Experiments").root.locator(".pane-header").click();
    await stage.workbench.pane("Experiments").root.locator(".pane-header").click();
    await type(password);
    await quick().getByText("Another Folder…").waitFor();
    const offer = stage.workbench.notification("Keep the password of tester@127.0.0.1");
    await offer.waitFor();
    await stage.shot("password-offer");
    await offer.getByRole("button", { name: "Not Now" }).click();
    await stage.page.keyboard.press("Escape");
    const data = path.join(stage.server.home, "data");
    assert.ok(!readTree(data).includes(password), "nothing of it is on the disk");
  });

  it("is not asked for a password again where the person wants it kept", async () => {
    const { workbench } = stage;
    await disconnect();
    await connect();
    await type(password);
    await workbench.answer("Keep the password of tester@127.0.0.1", "Keep");
    await stage.page.keyboard.press("Escape");
    await disconnect();
    await connect();
    await quick().getByText("Another Folder…").waitFor();
    await stage.page.keyboard.press("Escape");
    const { home } = stage.server;
    assert.ok(!readTree(path.join(home, ".config")).includes(password));
  });

  it("is refused when it shows another key than before", async () => {
    await disconnect();
    const [before] = machine.sshd.hostKeys;
    assert.ok(before);
    await machine.sshd.stop();
    const other = makeKey(path.join(machine.sshd.folder, "other"));
    for (const suffix of ["", ".pub"]) {
      writeFileSync(before.path + suffix, readFileSync(other.path + suffix), { mode: 0o600 });
    }
    await machine.sshd.start();
    const accepted = machine.line.counted.fromClient;
    await connect();
    await dialog().getByText("shows another key than before").waitFor();
    await dialog().getByText(before.fingerprint).waitFor();
    await dialog().getByText(other.fingerprint).waitFor();
    await dialog().getByText("known_hosts").first().waitFor();
    await stage.shot("key-changed");
    assert.ok(machine.line.counted.fromClient - accepted < 10_000);
    await dialog().getByRole("button", { name: "Forget Old Key" }).click();
    await connect();
    await dialog().getByText("Nobody has vouched for").waitFor();
    await dialog().getByRole("button", { name: "Cancel" }).click();
  });

  it("says why it cannot be reached, and one click tries again", async () => {
    const { workbench } = stage;
    await machine.line.refuse();
    await connect();
    const notification = workbench.notification("127.0.0.1");
    await notification.waitFor();
    await stage.shot("host-failed");
    await machine.line.listen();
    await notification.getByRole("button", { name: "Try Again" }).click();
    await dialog().getByText("Nobody has vouched for").waitFor();
    await dialog().getByRole("button", { name: "Cancel" }).click();
  });
});

/** All text below a folder. */
function readTree(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}
