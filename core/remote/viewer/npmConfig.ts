import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { RunicornError } from "#core/protocol/errors.ts";

const askLimitMs = 15_000;

/** What npm is told on this machine about the registry, besides what a project says. */
export class NpmConfig {
  /** Ends with `/`. */
  readonly registry: string;
  /** A file of certificates to trust, instead of the usual ones. */
  readonly caFile: string | undefined;
  /** The same as text, one or several. */
  readonly ca: readonly string[];
  readonly #values: ReadonlyMap<string, string>;

  constructor(registry: string, values: ReadonlyMap<string, string>) {
    this.#values = values;
    this.registry = registry.replace(/\/*$/, "/");
    this.caFile = values.get("cafile") || undefined;
    this.ca = [...values]
      .filter(([name]) => /^ca(\[\d*\])?(#\d+)?$/.test(name))
      .map(([, certificate]) => certificate.replaceAll("\\n", "\n"));
  }

  /**
   * Environment, then the person's file, then those of the system; the first that says something decides. Where none names a
   * registry, npm does. Rejects with `service_unavailable` where there is no npm either.
   */
  static async read(env: NodeJS.ProcessEnv): Promise<NpmConfig> {
    const home = env["HOME"] || os.homedir();
    const prefix = env["PREFIX"] || path.dirname(path.dirname(process.execPath));
    const files = [
      optionOf(env, "userconfig") ?? path.join(home, ".npmrc"),
      optionOf(env, "globalconfig") ?? path.join(prefix, "etc/npmrc"),
      "/usr/local/etc/npmrc",
      "/usr/etc/npmrc",
      "/etc/npmrc",
    ];
    const values = new Map<string, string>();
    for (const name of ["registry", "cafile", "ca", "proxy", "https-proxy", "noproxy"]) {
      const value = optionOf(env, name);
      if (value) values.set(name, value);
    }
    for (const file of files) {
      const lines = [...parse(await readFile(file, "utf8").catch(() => ""), env)];
      // Of a list there are several.
      for (const [i, [name, value]] of lines.entries()) {
        const key = name.endsWith("[]") ? `${name}#${i}` : name;
        if (!values.has(key)) values.set(key, value);
      }
    }
    return new NpmConfig(values.get("registry") || (await registryOfNpm(env, home)), values);
  }

  /** An environment by which Node finds the proxies npm is told of, besides those of the environment given. */
  proxyEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const option = (name: string) => {
      const value = this.#values.get(name);
      return value && !["null", "false"].includes(value) ? value : undefined;
    };
    const [plain, secure, none] = [option("proxy"), option("https-proxy"), option("noproxy")];
    return {
      ...env,
      ...(plain && { http_proxy: plain, HTTP_PROXY: plain }),
      ...((secure ?? plain) && { https_proxy: secure ?? plain, HTTPS_PROXY: secure ?? plain }),
      ...(none && { no_proxy: none, NO_PROXY: none }),
    };
  }

  /** The `Authorization` an address is asked with: that of the longest path it is written down for, never another host's. */
  authorizationFor(address: string): string | undefined {
    const { host, pathname, protocol } = new URL(address);
    // A token for a place that is spoken to in secret is not told aloud, wherever a redirect leads.
    if (protocol !== "https:" && this.registry.startsWith("https:")) return undefined;
    const segments = pathname.split("/");
    for (let count = segments.length; count > 0; count--) {
      const place = `//${host}${segments.slice(0, count).join("/")}`;
      for (const base of [`${place}/`, place]) {
        const value = this.#authorizationAt(base);
        if (value !== undefined) return value;
      }
    }
    return undefined;
  }

  #authorizationAt(base: string): string | undefined {
    const token = this.#values.get(`${base}:_authToken`);
    if (token) return `Bearer ${token}`;
    const basic = this.#values.get(`${base}:_auth`);
    if (basic) return `Basic ${basic}`;
    const username = this.#values.get(`${base}:username`);
    const password = this.#values.get(`${base}:_password`);
    if (!username || !password) return undefined;
    const clear = Buffer.from(password, "base64").toString();
    return `Basic ${Buffer.from(`${username}:${clear}`).toString("base64")}`;
  }
}

/** What npm takes when nothing is configured. */
async function registryOfNpm(env: NodeJS.ProcessEnv, cwd: string): Promise<string> {
  try {
    const options = { env, cwd, timeout: askLimitMs };
    const { stdout } = await promisify(execFile)("npm", ["config", "get", "registry"], options);
    return new URL(stdout.trim()).href;
  } catch (cause) {
    throw new RunicornError(
      "service_unavailable",
      "No npm registry is known on this machine, so no Node.js can be fetched. Name one in ~/.npmrc, or pick a Node.js file.",
      { cause },
    );
  }
}

/** npm takes its options from the environment in either case. */
function optionOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const plain = name.replaceAll("-", "_");
  return env[`npm_config_${plain}`] || env[`NPM_CONFIG_${plain.toUpperCase()}`] || undefined;
}

function* parse(text: string, env: NodeJS.ProcessEnv): Generator<[string, string]> {
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^;#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const [, name = "", value = ""] = match;
    const plain = value.replace(/^(["'])(.*)\1$/, "$2");
    yield [name, plain.replace(/\$\{(\w+)\??\}/g, (whole, key: string) => env[key] ?? whole)];
  }
}
