import assert from "node:assert/strict";
import { Writable } from "node:stream";

import { writeByTurn } from "#core/remote/ssh/writeByTurn.ts";

describe("what is written in one turn", () => {
  it("leaves at once, in its order; the next turn's by itself, and the end with what is left", async () => {
    const sent: string[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        sent.push(chunk.toString());
        done();
      },
      writev: (chunks, done) => {
        sent.push(chunks.map(({ chunk }) => String(chunk)).join(""));
        done();
      },
    });
    writeByTurn(stream);
    for (const piece of ["len", "packet", "tag"]) stream.write(piece);
    assert.deepEqual(sent, []);
    await new Promise(setImmediate);
    assert.deepEqual(sent, ["lenpackettag"]);
    stream.write("a");
    stream.end("b");
    await new Promise((resolve) => stream.on("finish", resolve));
    assert.equal(sent.join("|").replace("a|b", "ab"), "lenpackettag|ab");
  });
});
