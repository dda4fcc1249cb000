import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";

import { provenConnection } from "#core/local/provenConnection.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import { provingServer } from "#test/support/provingServer.ts";

describe("a server that is told the token", () => {
  let folder: string;
  let socket: string;
  const servers: net.Server[] = [];
  const listen = async (server: net.Server, at = socket) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(at, resolve));
  };
  const address = (at = socket) => ({ listen: { socket: at }, token: "secret" });

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-proof-"));
    socket = path.join(folder, "s");
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      if (server instanceof http.Server) server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it("has shown before that it knows it", async () => {
    await listen(provingServer("secret", () => {}));
    (await provenConnection(address())).destroy();
  });

  it("is not one that answers everything, with proofs of its own or none", async () => {
    const heard: string[] = [];
    const impostor = (answer: (challenge: string) => string) =>
      net.createServer((connection) => {
        connection.on("data", (data) => {
          heard.push(data.toString());
          const challenge = /runicorn-challenge: (\S+)/i.exec(data.toString())?.[1] ?? "";
          connection.write(answer(challenge));
        });
        connection.on("error", () => {});
      });
    const answers = [
      () => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
      () => "HTTP/1.1 204 No Content\r\n\r\n",
      (challenge: string) => `HTTP/1.1 204 No Content\r\nRunicorn-Proof: ${challenge}\r\n\r\n`,
      () => `HTTP/1.1 204 No Content\r\n${"x".repeat(100_000)}`,
    ];
    for (const [i, answer] of answers.entries()) {
      const at = `${socket}${i}`;
      await listen(impostor(answer), at);
      const transport = new SocketTransport(() => Promise.resolve(address(at)));
      await assert.rejects(
        transport.request({ method: "GET", path: "/", accept: "*/*" }),
        /told nothing/,
      );
      transport.dispose();
    }
    assert.ok(heard.length >= answers.length);
    assert.ok(!heard.join("").includes("secret"));
  });

  it("is asked anew for every connection: the place of a dead one may be taken", async () => {
    const first = provingServer("secret", (_, response) => response.end("{}"));
    await listen(first);
    const transport = new SocketTransport(() => Promise.resolve(address()));
    const ask = () => transport.request({ method: "GET", path: "/", accept: "*/*" });
    assert.equal((await ask()).status, 200);
    first.closeAllConnections();
    await new Promise((resolve) => first.close(resolve));
    let told = "";
    await listen(
      http.createServer((request, response) => {
        told += JSON.stringify(request.headers);
        response.end("{}");
      }),
    );
    await assert.rejects(ask());
    await assert.rejects(ask(), /told nothing/);
    assert.ok(told !== "" && !told.includes("secret"));
    transport.dispose();
  });

  it("lies where only this user can have put it", async function () {
    if (process.platform === "win32") this.skip();
    await listen(provingServer("secret", () => {}));
    chmodSync(folder, 0o755);
    await assert.rejects(provenConnection(address()), /open to others/);
    chmodSync(folder, 0o700);
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    await assert.rejects(provenConnection(address(path.join(link, "s"))), /told nothing/);
    rmSync(link);
    if (process.getuid?.() !== 0) return;
    chownSync(socket, 65_534, 65_534);
    await assert.rejects(provenConnection(address()), /another user/);
  });

  it("is given up where it says nothing, or is not there", async () => {
    await listen(net.createServer(() => {}));
    await assert.rejects(provenConnection(address(), 50), /said nothing for 0.05 s/);
    await assert.rejects(provenConnection(address(path.join(folder, "none"))), /has ended/);
    mkdirSync(path.join(folder, "d"));
    await assert.rejects(provenConnection(address(path.join(folder, "d"))), /told nothing/);
  });
});
