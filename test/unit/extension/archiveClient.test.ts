import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type http from "node:http";
import os from "node:os";
import path from "node:path";

import { SocketTransport } from "#core/local/socketTransport.ts";
import { ArchiveClient } from "#extension/archives/archiveClient.ts";
import { provingServer } from "#test/support/provingServer.ts";

describe("archives that the extension takes from a viewer", () => {
  let folder: string;
  let file: string;
  let server: http.Server;
  let transport: SocketTransport;
  let answer: (response: http.ServerResponse) => void;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-archives-"));
    file = path.join(folder, "runs.zip");
    const socket = path.join(folder, "s");
    server = provingServer("", (request, response) => {
      request.resume();
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    transport = new SocketTransport(() => Promise.resolve({ listen: { socket }, token: "" }));
  });
  afterEach(() => {
    transport.dispose();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const save = (signal = new AbortController().signal, onBytes: () => void = () => undefined) =>
    new ArchiveClient(transport).save(["a"], file, signal, onBytes);
  const files = () => readdirSync(folder).filter((name) => name !== "s");

  it("take the place of what is there", async () => {
    writeFileSync(file, "before");
    answer = (response) => response.end("whole");
    await save();
    assert.deepEqual([files(), readFileSync(file, "utf8")], [["runs.zip"], "whole"]);
  });

  it("leave what was there as it was, and nothing else, when the connection breaks", async () => {
    writeFileSync(file, "before");
    answer = (response) => {
      response.write("half");
      setTimeout(() => response.destroy(), 50);
    };
    await assert.rejects(save());
    assert.deepEqual([files(), readFileSync(file, "utf8")], [["runs.zip"], "before"]);
  });

  it("leave nothing when they are called off", async () => {
    const cancel = new AbortController();
    answer = (response) => void response.write("half");
    await assert.rejects(save(cancel.signal, () => cancel.abort()));
    assert.deepEqual(files(), []);
  });

  it("tell of a file that has gone, though the viewer is still starting", async () => {
    const starting = new SocketTransport(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { listen: { socket: path.join(folder, "s") }, token: "" };
    });
    answer = (response) => response.end("{}");
    const { signal } = new AbortController();
    await assert.rejects(new ArchiveClient(starting).preview(file, signal), /ENOENT/);
    starting.dispose();
  });
});
