import assert from "node:assert/strict";

import * as fc from "fast-check";

import { parseReply } from "#core/remote/script/parseReply.ts";

const nonce = "0123456789abcdef0123456789abcdef";

describe("parseReply", () => {
  it("finds the records among what startup files say", () => {
    const printed = `Welcome!\nnew mail${nonce}\tmachine\tLinux\n\x1b[31mnoise\n${nonce}\tend\t0\nlate`;
    assert.deepEqual(parseReply(Buffer.from(printed), nonce), [
      ["machine", "Linux"],
      ["end", "0"],
    ]);
  });

  it("takes escapes back, each once", () => {
    const printed = Buffer.from(`${nonce}\t%09%0A%25\t%250A\t\n`);
    assert.deepEqual(parseReply(printed, nonce), [["\t\n%", "%0A", ""]]);
  });

  it("leaves out a record that is no UTF-8, and no other", () => {
    const printed = Buffer.concat([
      Buffer.from(`${nonce}\ta\t`),
      Buffer.from([0xff]),
      Buffer.from(`\n${nonce}\tb\té\n`),
    ]);
    assert.deepEqual(parseReply(printed, nonce), [["b", "é"]]);
  });

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const head = Buffer.from(`${nonce}\t`);
        parseReply(Buffer.concat([head, bytes, head, bytes]), nonce);
      }),
    );
  });
});
