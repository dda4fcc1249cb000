import assert from "node:assert/strict";

import * as fc from "fast-check";

import { environmentsOf } from "#core/remote/environments/environments.ts";
import type { Login } from "#core/remote/environments/login.ts";

const login: Login = {
  temporaryFolder: "",
  runtimeFolder: "",
  runicornDir: "",
  userRoot: undefined,
  usedRoots: [],
};
const hex = (field: string) => `x${Buffer.from(field).toString("hex")}`;
const answer = (prefix: string, kind = "", runicorn = "", root = "") =>
  ["3.11.2", prefix, `${prefix}/bin/python3`, kind, runicorn, root].map(hex).join(" ");
const python = (number: number, source: string, prefix: string, kind = "", runicorn = "") => [
  "python",
  String(number),
  source,
  `${prefix}/bin/python3`,
  answer(prefix, kind, runicorn),
];
const look = (records: string[][], settings: Partial<Login> = {}) =>
  environmentsOf(records, { login: { ...login, ...settings }, home: "/home/u" });

describe("environmentsOf", () => {
  it("puts the default first, then those with Runicorn, then the others, then the refused", () => {
    const found = look([
      ["refused", "1", "python", "conda", "/data/env/bin/python", "owner", "/data"],
      python(2, "path", "/usr"),
      python(3, "venv", "/home/u/venvs/bare", "venv"),
      python(4, "venv", "/home/u/venvs/train", "venv", "1.0.0"),
    ]);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["system", "train", "bare", "env"],
    );
    assert.equal(found[3]?.refused, "Not run: /data belongs to somebody else than you or root.");
  });

  it("knows an environment of an old virtualenv by where it lies", () => {
    const [found] = look([python(1, "venv", "/home/u/envs/old")]);
    assert.equal(found?.type, "virtualenv");
    assert.equal(found.name, "old");
  });

  it("does not depend on the order of the answers", () => {
    const records = [
      python(1, "path", "/opt/py"),
      python(2, "path", "/usr"),
      python(3, "conda", "/opt/conda", "base", "0.6.0"),
      python(4, "conda", "/opt/conda/envs/torch", "conda"),
      ["active", "/opt/conda"],
    ];
    const expected = look(records);
    assert.equal(expected[0]?.name, "base");
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        assert.deepEqual(look(shuffled), expected);
      }),
    );
  });

  it("knows where each records", () => {
    const conda = [
      "python",
      "1",
      "conda",
      "/c/bin/python",
      answer("/c", "conda", "0.6.0", "~/c runs"),
    ];
    const train = python(2, "venv", "/v", "venv", "1.0.0");
    const roots = (settings: Partial<Login>) =>
      look([conda, train], settings).map(({ storageRoot }) => storageRoot);
    assert.deepEqual(roots({}), ["/home/u/c runs", "/home/u/.runicorn"]);
    assert.deepEqual(roots({ userRoot: "runs" }), ["/home/u/c runs", "/home/u/runs"]);
    assert.deepEqual(roots({ userRoot: "/a", runicornDir: "/b" }), ["/home/u/c runs", "/b"]);
  });

  it("survives what no script of ours says", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom("python", "refused", "active", "x"),
            fc.constantFrom("1", "-1", "NaN", ""),
            fc.constantFrom("path", "conda", "python", ""),
            fc.string(),
            fc.oneof(fc.string(), fc.constant(answer("/\u0007\n", "venv", "1"))),
          ),
        ),
        (records) => {
          const names = look(records.map((record) => [...record])).map(({ name }) => name);
          assert.equal(new Set(names).size, names.length);
          for (const name of names) assert.doesNotMatch(name, /\p{Cc}/u);
        },
      ),
    );
  });
});
