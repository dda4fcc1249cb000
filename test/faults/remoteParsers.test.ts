import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import { askSsh, parseSshAnswer } from "#core/remote/config/askSsh.ts";
import { parseConfigLine, splitCriteria } from "#core/remote/config/configLine.ts";
import { expandTokens, expandVariables } from "#core/remote/config/expandTokens.ts";
import { parseHostSpec } from "#core/remote/config/hostSpec.ts";
import { readSshConfig } from "#core/remote/config/readSshConfig.ts";
import { resolveTarget } from "#core/remote/config/resolveTarget.ts";
import { settingsOf, type SshSettings } from "#core/remote/config/sshSettings.ts";
import { loadPrivateKey } from "#core/remote/keys/loadPrivateKey.ts";
import { describePrivateKey } from "#core/remote/keys/privateKeyText.ts";
import { KnownHostsFile } from "#core/remote/knownHosts/knownHostsFile.ts";
import { isAbout, keyOf, parseKnownHostsLine } from "#core/remote/knownHosts/knownHostsLine.ts";
import { matchesPattern } from "#core/remote/knownHosts/namePattern.ts";
import { anyKnownHosts, hostNames } from "#test/support/remote/anyKnownHosts.ts";
import { anySshConfig, askedHosts } from "#test/support/remote/anySshConfig.ts";
import { TempHome } from "#test/support/remote/tempHome.ts";
import { installPackages } from "#test/support/sshd/installPackages.ts";

import { note } from "./results.ts";
import { isFull } from "./scale.ts";

const texts = isFull ? 20_000 : 300;
const comparisons = isFull ? 2000 : 300;
const run = promisify(execFile);

describe("Faults: what remote machines are known by", function () {
  this.timeout(900_000);
  let home: TempHome;
  before(() => installPackages({ "/usr/bin/ssh-keygen": "openssh-client" }));
  beforeEach(() => (home = new TempHome()));
  afterEach(() => home.dispose());

  it("known hosts are found as ssh-keygen -F finds them", async () => {
    let found = 0;
    const property = fc.asyncProperty(
      anyKnownHosts(),
      fc.constantFrom(...hostNames),
      async (content, name) => {
        const file = home.write("known_hosts", content);
        const ours = (await KnownHostsFile.load(file)).entries(name);
        found += ours.length;
        assert.deepEqual(
          ours.map(({ line, marker, fingerprint }) => [line, marker, fingerprint]),
          await foundBySshKeygen(file, name),
        );
      },
    );
    await fc.assert(property, { numRuns: comparisons });
    assert.ok(found > comparisons / 2, `${found} lines found`);
    note({
      fault: "known_hosts beside ssh-keygen -F",
      sdk: "none",
      tried: comparisons,
      found: `0 differences in ${found} keys found`,
    });
  });

  it("a configuration is read as ssh -G reads it", async () => {
    const env = { ...home.env, SSH_AUTH_SOCK: "/run/agent" };
    const property = fc.asyncProperty(
      fc.array(anySshConfig(0), { minLength: 2, maxLength: 2 }),
      anySshConfig(),
      fc.record(
        {
          host: fc.constantFrom(...askedHosts),
          username: fc.constantFrom("ada", "root"),
          port: fc.constantFrom(22, 2201),
        },
        { requiredKeys: ["host"] },
      ),
      async (included, config, spec) => {
        for (const [i, text] of included.entries()) home.write(`included/${i}`, text);
        home.write(".ssh/config", config.replaceAll("@/", `${home.folder}/included/`));
        const theirs = await askSsh(spec, env).catch((error: Error) => error);
        if (theirs instanceof Error) {
          assert.match(theirs.message, /jumphost loop/);
          await assert.rejects(resolveTarget(spec.host, spec, home.bareEnv), /through itself/);
          return;
        }
        assert.ok(theirs);
        assert.deepEqual(withJumps(await readSshConfig(spec, env)), withJumps(theirs));
      },
    );
    await fc.assert(property, { numRuns: comparisons });
    note({
      fault: "ssh_config beside ssh -G",
      sdk: "none",
      tried: comparisons,
      found: "0 differences",
    });
  });

  it("whatever a line or a file may hold is read, or refused in words", () => {
    const readers: Record<string, (text: string) => unknown> = {
      known_hosts: (text) => {
        const line = parseKnownHostsLine(text);
        return line && [isAbout(line, "gpu1"), keyOf(line)];
      },
      ssh_config: parseConfigLine,
      Match: splitCriteria,
      "ssh -G": (text) => settingsOf(parseSshAnswer(`hostname x\nuser y\nport 22\n${text}`)),
      hosts: parseHostSpec,
      "private keys": (text) => describePrivateKey(text, "it"),
      tokens: (text) => expandVariables(expandTokens(text, { h: "x" }, "it"), {}, "it"),
    };
    for (const [name, read] of Object.entries(readers)) {
      fc.assert(
        fc.property(anyText, (text) => {
          const begun = performance.now();
          try {
            read(text);
          } catch (error) {
            assert.ok(RunicornError.is(error, "invalid_parameters"), String(error));
          }
          assert.ok(performance.now() - begun < 1000, `${performance.now() - begun} ms`);
        }),
        { numRuns: texts },
      );
      assert.deepEqual(Object.keys(Object.prototype), []);
      note({
        fault: `${name} of any text`,
        sdk: "none",
        tried: texts,
        found: "0 uncaught, 0 above 1 s",
      });
    }
  });

  it("whatever a private key has become is used, asked about, or refused in words", async () => {
    const keys = ["", "PEM", "PKCS8"].flatMap((format) =>
      ["", "passphrase"].map((words) => {
        const file = path.join(home.folder, `key${format}${words}`);
        const options = ["-q", "-t", "rsa", "-b", "1024", "-a", "1", "-N", words, "-f", file];
        execFileSync("ssh-keygen", format === "" ? options : [...options, "-m", format]);
        return readFileSync(file, "latin1");
      }),
    );
    const counts = { loaded: 0, passphrase: 0, refused: 0 };
    const property = fc.asyncProperty(
      fc.constantFrom(...keys),
      fc.nat(),
      fc.string({ unit: "binary-ascii", maxLength: 3 }),
      fc.nat(5),
      async (key, place, put, cut) => {
        const at = place % key.length;
        const content = `${key.slice(0, at)}${put}${key.slice(at + cut)}`;
        try {
          const { status } = await loadPrivateKey({ content, passphrase: "passphrase" });
          counts[status]++;
        } catch (error) {
          assert.ok(RunicornError.is(error, "invalid_parameters"), String(error));
          counts.refused++;
        }
      },
    );
    const numRuns = isFull ? 1000 : 20;
    await fc.assert(property, { numRuns });
    const found = `${counts.loaded} used, ${counts.passphrase} asked about, ${counts.refused} refused`;
    note({ fault: "private keys with a damaged place", sdk: "none", tried: numRuns, found });
  });

  it("patterns match as regular expressions would", () => {
    const short = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "."), maxLength: 12 });
    const property = fc.property(short, short, (name, pattern) => {
      const source = pattern.replace(/./g, (c) => ({ "*": ".*", "?": "." })[c] ?? `[${c}]`);
      assert.equal(matchesPattern(name, pattern), new RegExp(`^${source}$`, "s").test(name));
    });
    fc.assert(property, { numRuns: texts });
  });

  async function foundBySshKeygen(file: string, name: string) {
    const { stdout } = await run("ssh-keygen", ["-l", "-F", name, "-f", file]).catch(
      (error: { stdout: string }) => error,
    );
    const found = /^# Host .* found: line (\d+) ?(\S*)\n\S+ \S+ (\S+)/gm;
    const markers = new Map([
      ["REVOKED", "revoked"],
      ["CA", "authority"],
    ]);
    return [...stdout.matchAll(found)].map(([, line, marker = "", fingerprint]) => [
      Number(line),
      markers.get(marker),
      fingerprint,
    ]);
  }
});

/** An address may be in brackets, or not. */
function withJumps(settings: SshSettings) {
  return { ...settings, proxyjump: settings.proxyjump?.split(",").map(parseHostSpec) };
}

/** Any text, and pieces of good ones put together at random. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        ..."@revoked |1| AAAA== ssh-ed25519 gpu1 * ! , : [ ] = # \" ' \\ % ${ } ~ Match Host Include exec host -----BEGIN OPENSSH RSA ENCRYPTED PRIVATE KEY----- PuTTY-User-Key-File-2: Encryption: none port hostname proxyjump identityfile __proto__ constructor".split(
          " ",
        ),
        " ",
        "\n",
        "\t",
        "\0",
        "%h",
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB",
        "a".repeat(2000),
        " ".repeat(2000),
        '"'.repeat(2000),
        "*a".repeat(2000),
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join("")),
);
