import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import { corpus, secrets, tracesOf } from "#test/support/sdk/corpus.ts";
import { sdks } from "#test/support/sdk/sdks.ts";

import {
  redact,
  redactArgv,
  redactConfig,
  redactEnvironment,
  redactUrl,
} from "../../../sdk/typescript/src/capture/redaction.ts";
import { secrecy } from "../../../sdk/typescript/src/capture/secretNames.ts";

const gone = "«redacted»";
// Beginnings of what the rules look for, each of which could send a careless pattern round in circles.
const hostile = [
  "password=",
  'token = "',
  "token='token=\"",
  '\\"token\\": \\"',
  "--token ",
  "password: a   ",
  "auth=('",
  "eyJ",
  "eyJaaaaaaaa.",
  "hvs.a",
  "dp.pt.a.",
  "://a@",
  "://a:",
  "-----BEGIN A-----",
  "-----BEGIN A-----(",
  "-----BEGIN A-----\naaaaaaaaaaaaaaaaaaaa",
  "-----END A-----",
  "M.AAAAA-",
  "AZDO",
  "Bearer a",
  "0".repeat(31),
  "password",
  "password ",
  "aA",
  "<token>",
  "${token",
  "token={a",
  '"',
  "\\",
  " ",
];

describe("redact", () => {
  it("knows at least 40 public formats, wherever they stand", () => {
    assert.ok(secrets.length >= 140);
    for (const secret of secrets) {
      const result = redact(`before ${secret.text} after\n+${secret.text}\n "${secret.text}"`);
      const left = tracesOf(secret).filter((trace) => result.includes(trace));
      assert.deepEqual(left, [], secret.name);
      assert.ok(result.startsWith("before ") && result.includes(" after\n"), result);
    }
  });

  it("finds what is under a secret name in many languages", () => {
    for (const place of corpus.places) {
      for (const value of [
        "Zq7vK2mX9pL4wR8tY1",
        "hunter2hunter",
        `${"0123456789abcdef".repeat(2)}01234567`,
      ]) {
        const result = redact(place.replace("%s", value));
        assert.ok(!result.includes(value), result);
        assert.ok(result.includes(gone), result);
      }
    }
  });

  it("leaves innocent texts as they are", () => {
    assert.ok(corpus.innocent.length >= 60);
    for (const text of corpus.innocent) assert.equal(redact(text), text);
  });

  it("tells secret names from innocent ones", () => {
    assert.ok(corpus.names.innocent.length >= 60);
    for (const [level, names] of Object.values(corpus.names).entries()) {
      for (const name of names) assert.equal(secrecy(name), level, name);
    }
  });

  it("keeps the lines of a patch", () => {
    const key = [
      "-----BEGIN RSA PRIVATE KEY-----",
      "MIIEabc+/",
      "qwe=",
      "-----END RSA PRIVATE KEY-----",
    ];
    assert.equal(
      redact(key.map((line) => `+${line}`).join("\n")),
      `+${key[0]}\n+${gone}\n+${gone}\n+${key[3]}`,
    );
    assert.equal(redact(JSON.stringify(key.join("\n"))).includes("MIIE"), false);
    assert.equal(redact(key.slice(0, 2).join("\n") + "A".repeat(64)), `${key[0]}\n${gone}`);
  });

  it("takes time in proportion to the text", function () {
    this.timeout(60_000);
    for (const piece of hostile) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const part = text.slice(0, 200_000);
      for (const whole of [text, `token="${part}`, part.replaceAll(/.{100}/gs, "$&\n")]) {
        const before = process.cpuUsage();
        redact(whole);
        const milliseconds = process.cpuUsage(before).user / 1000;
        assert.ok(milliseconds < 3000, `${piece}: ${milliseconds} ms`);
      }
    }
  });
});

describe("Redaction of what has a structure", () => {
  it("knows command lines", () => {
    assert.deepEqual(
      redactArgv([
        "train.py",
        "--token",
        "x",
        "--lr",
        "0.1",
        "--api-key=y",
        "db.password=z",
        "--max-tokens",
        "5",
      ]),
      [
        "train.py",
        "--token",
        gone,
        "--lr",
        "0.1",
        `--api-key=${gone}`,
        `db.password=${gone}`,
        "--max-tokens",
        "5",
      ],
    );
    assert.deepEqual(redactArgv(["--token", "--verbose", "-H", "Authorization: Bearer abc"]), [
      "--token",
      "--verbose",
      "-H",
      `Authorization:${gone}`,
    ]);
  });

  it("knows configurations", () => {
    const config = {
      lr: 0.1,
      password: 12345,
      use_auth_token: true,
      pad_token: "<pad>",
      secrets: { wandb: ["a"] },
      auth: { method: "basic", password: "x" },
      command: ["--token", "x"],
    };
    assert.deepEqual(JSON.parse(JSON.stringify(redactConfig(config))), {
      ...config,
      password: gone,
      secrets: { wandb: [gone] },
      auth: { method: "basic", password: gone },
      command: ["--token", gone],
    });
  });

  it("knows environments and remotes", () => {
    assert.deepEqual(
      { ...redactEnvironment({ HF_TOKEN: "abc", HF_HOME: "/x", PROXY: "http://a:b@c" }) },
      { HF_TOKEN: gone, HF_HOME: "/x", PROXY: `http://${gone}@c` },
    );
    assert.equal(
      redactUrl("https://me:pw@github.com/a/b.git"),
      `https://${gone}@github.com/a/b.git`,
    );
    assert.equal(redactUrl("git@github.com:a/b.git"), "git@github.com:a/b.git");
    assert.equal(redactUrl("ssh://git@github.com/a/b.git"), "ssh://git@github.com/a/b.git");
    assert.equal(redactUrl("me:pw@host:a.git"), `${gone}@host:a.git`);
    for (const { value } of secrets.filter((secret) => /^[^\s/?#@"]+$/.test(secret.value))) {
      assert.equal(redactUrl(`https://me:${value}@host/a`), `https://${gone}@host/a`);
      assert.equal(redactUrl(`https://${value}@host/a`), `https://${gone}@host/a`);
    }
  });
});

describe("Both SDKs", () => {
  it("redact alike", () => {
    const texts = [
      ...secrets.map((secret) => secret.text),
      ...corpus.places,
      ...corpus.places.map((place) => place.replaceAll("%s", "hunter2hunter")),
      ...corpus.innocent,
      ...hostile.map((piece) => piece.repeat(50)),
      ...secrets.map((secret, at) => (secrets[at + 1]?.text ?? "") + secret.text.repeat(2)),
    ];
    const python = sdks[0];
    assert.ok(python);
    const script =
      "import json,sys;from runicorn.capture.redaction import *;texts=json.load(sys.stdin);" +
      "json.dump([[redact(t) for t in texts],redact_argv(texts),redact_config({t:t for t in texts})],sys.stdout)";
    const answer: unknown = JSON.parse(
      execFileSync(python.command, ["-c", script], {
        env: python.env,
        input: JSON.stringify(texts),
        encoding: "utf8",
      }),
    );
    const config = redactConfig(Object.fromEntries(texts.map((text) => [text, text])));
    assert.deepEqual(answer, [texts.map(redact), redactArgv(texts), { ...config }]);
  });
});
