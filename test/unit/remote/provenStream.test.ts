import assert from "node:assert/strict";
import net, { type AddressInfo } from "node:net";

import { provenStream } from "#core/remote/viewer/provenStream.ts";
import { startViewer } from "#test/support/startViewer.ts";

const token = "t".repeat(43);

describe("a viewer reached by a port", () => {
  it("shows that it knows the token before it is told, on a connection that then serves requests", async () => {
    const viewer = await startViewer({ token });
    try {
      const stream = await provenStream(net.connect(viewer.port, "127.0.0.1"), token, viewer.port);
      let answer = "";
      stream.on("data", (bytes: Buffer) => (answer += bytes.toString()));
      stream.resume();
      const head = `GET /api/v2/store HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n\r\n`;
      stream.write(head);
      await new Promise((resolve) => stream.once("close", resolve));
      assert.match(answer, /^HTTP\/1\.1 200 /);
    } finally {
      await viewer.dispose();
    }
  });

  it("is refused where it has another token, or another port: an answer passed on from elsewhere", async () => {
    const viewer = await startViewer({ token });
    const relay = await listen((client) => {
      const other = net.connect(viewer.port, "127.0.0.1");
      client.pipe(other).pipe(client);
      other.on("error", () => client.destroy());
    });
    try {
      for (const [port, known] of [
        [viewer.port, "u".repeat(43)],
        [relay.port, token],
      ] as const) {
        const stream = net.connect(port, "127.0.0.1");
        await assert.rejects(provenStream(stream, known, port), {
          code: "service_unavailable",
          message: /was told nothing/,
        });
        assert.ok(stream.destroyed);
      }
    } finally {
      relay.server.close();
      await viewer.dispose();
    }
  });

  it("whoever else listens there never sees the token", async () => {
    const answers = [
      "",
      "HTTP/1.1 200 OK\r\n\r\n",
      "SSH-2.0-x\r\n\r\n",
      "HTTP/1.1 204 No\r\nRunicorn-Proof: AAAA\r\n\r\n",
      "x".repeat(20_000),
    ];
    for (const answer of answers) {
      let heard = "";
      const { server, port } = await listen((client) => {
        client.on("error", () => {});
        client.once("data", (bytes) => {
          heard += bytes.toString();
          client.end(answer);
        });
      });
      await assert.rejects(provenStream(net.connect(port, "127.0.0.1"), token, port), {
        code: "service_unavailable",
      });
      assert.match(heard, /^GET \/api\/health/);
      assert.ok(!heard.includes(token));
      server.close();
    }
  });
});

async function listen(serve: (client: net.Socket) => void) {
  const server = net.createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return { server, port: (server.address() as AddressInfo).port };
}
