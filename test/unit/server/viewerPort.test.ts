import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";

import { ViewerProxy } from "#core/remote/tunnel/viewerProxy.ts";
import { ViewerPort } from "#core/server/remote/viewerPort.ts";
import { until } from "#test/support/until.ts";

describe("the local port of a viewer on another machine, by itself", () => {
  const nobody = { token: "", connect: () => Promise.reject(new Error("away")) };
  const open = (idleMs?: number) =>
    ViewerPort.open(new ViewerProxy(nobody), undefined, {
      auth: true,
      log: () => undefined,
      ...(idleMs !== undefined && { idleMs }),
    });

  it("closes when nobody has used it for a while", async () => {
    const port = await open(300);
    const begun = performance.now();
    let answers = 0;
    const asking = setInterval(() => {
      fetch(port.url).then(
        () => (answers += 1),
        () => undefined,
      );
    }, 50);
    await until(() => performance.now() - begun > 600 && answers > 0);
    assert.equal(await port.isReachable(), true);
    clearInterval(asking);
    await port.left;
    assert.equal(await port.isReachable(), false);
  });

  it("stays closed where nobody wants it any more while it is opened again", async () => {
    const port = await open();
    await Promise.all([port.rebuild(), port.dispose()]);
    assert.equal(await port.isReachable(), false);
  });

  it("is not there any more where somebody else has taken it", async () => {
    const port = await open();
    await port.dispose();
    const stranger = net.createServer().listen(port.port, "127.0.0.1");
    await once(stranger, "listening");
    try {
      assert.equal(await port.isReachable(), false);
    } finally {
      stranger.close();
    }
  });
});
