import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";

import { RunicornError } from "#core/protocol/errors.ts";

import type { NpmConfig } from "./npmConfig.ts";

/** Milliseconds without a byte. */
const silenceMs = 30_000;
const maxRedirects = 3;

/** Asks the registry that npm uses on this machine, with its certificates, its proxy and whatever it wants to be shown. */
export class RegistryClient {
  readonly #config: NpmConfig;
  readonly #env: NodeJS.ProcessEnv;

  constructor(config: NpmConfig, env: NodeJS.ProcessEnv) {
    this.#config = config;
    this.#env = env;
  }

  get registry(): string {
    return this.#config.registry;
  }

  /** The body of an answer. Rejects with `service_unavailable`, or with the signal's reason. */
  async get(address: string, accept: string, signal: AbortSignal): Promise<http.IncomingMessage> {
    let url = address;
    for (let i = 0; i <= maxRedirects; i++) {
      const answer = await this.#ask(url, accept, signal);
      const { statusCode = 0, headers } = answer;
      if (statusCode === 200) return answer;
      answer.destroy();
      if (statusCode < 300 || statusCode > 399 || headers.location === undefined) {
        throw unanswered(url, `it answers ${statusCode}`);
      }
      url = new URL(headers.location, url).href;
    }
    throw unanswered(address, "it sends from one address to the next");
  }

  async #ask(address: string, accept: string, signal: AbortSignal): Promise<http.IncomingMessage> {
    const authorization = this.#config.authorizationFor(address);
    const isSecure = address.startsWith("https:");
    const proxyEnv = this.#config.proxyEnv(this.#env);
    const agent = isSecure
      ? new https.Agent({ proxyEnv, ca: await this.#certificates() })
      : new http.Agent({ proxyEnv });
    return new Promise((resolve, reject) => {
      const request = (isSecure ? https : http).get(address, {
        agent,
        signal,
        timeout: silenceMs,
        headers: { accept, ...(authorization !== undefined && { authorization }) },
      });
      request.on("response", resolve);
      request.on("timeout", () => request.destroy(new Error("it is silent")));
      request.on("error", (error) => reject(signal.aborted ? error : unanswered(address, error)));
    });
  }

  async #certificates(): Promise<string[] | undefined> {
    const { caFile, ca } = this.#config;
    const file = caFile === undefined ? "" : await readFile(caFile, "utf8").catch(() => "");
    const all = file === "" ? [...ca] : [...ca, file];
    return all.length > 0 ? all : undefined;
  }
}

function unanswered(address: string, why: unknown): RunicornError {
  const { origin } = new URL(address);
  const reason = why instanceof Error ? why.message : String(why);
  return new RunicornError(
    "service_unavailable",
    `The package registry ${origin} cannot be used: ${reason}.`,
    { cause: why },
  );
}
