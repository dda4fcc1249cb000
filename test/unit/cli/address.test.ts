import assert from "node:assert/strict";

import { baseUrl, isLoopback, namesOf } from "#cli/address.ts";

describe("addresses of a viewer", () => {
  it("knows which hosts only this machine reaches", () => {
    for (const host of ["127.0.0.1", "127.3.2.1", "localhost", "::1"])
      assert.ok(isLoopback(host), host);
    for (const host of [
      "0.0.0.0",
      "::",
      "10.0.0.1",
      "127.0.0.1.evil.com",
      "localhost.evil.com",
      "",
    ]) {
      assert.ok(!isLoopback(host), host);
    }
  });

  it("gives a link whose Host the server answers to", () => {
    const url = (host: string, names: string[] = []) =>
      baseUrl({ host, port: 80 }, namesOf(host, names));
    assert.equal(url("127.0.0.1"), "http://127.0.0.1:80");
    assert.equal(url("127.0.0.9"), "http://127.0.0.1:80");
    assert.equal(url("localhost"), "http://127.0.0.1:80");
    assert.equal(url("::1"), "http://[::1]:80");
    assert.equal(url("10.0.0.1"), "http://10.0.0.1:80");
    assert.equal(url("0.0.0.0", ["GPU1"]), "http://gpu1:80");
    assert.equal(url("0.0.0.0"), "http://127.0.0.1:80");
    assert.equal(url("fe80::1"), "http://[fe80::1]:80");
    assert.deepEqual(namesOf("10.0.0.1", ["A.lan"]), ["a.lan", "10.0.0.1"]);
  });
});
