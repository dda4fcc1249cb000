import { RunicornError } from "#core/protocol/errors.ts";
import type { Log } from "#core/server/log.ts";
import type { RateLimit, RateLimits } from "#core/settings/rateLimits.ts";

import { TokenBucket } from "./tokenBucket.ts";

/** Who asks for what. */
export interface Asking {
  /** The address of the other end; undefined on a private socket, which only this user can reach. */
  readonly from: string | undefined;
  /** Tells apart who asks from the same address. */
  readonly caller: string;
  /** Without the query. */
  readonly path: string;
}

export interface RateLimiterOptions {
  /** The limits in force now. */
  readonly read: () => Promise<RateLimits>;
  readonly log: Log;
  /** Milliseconds. */
  readonly now: () => number;
}

/** How often the settings are looked at again, while somebody asks. */
const rereadMs = 5000;
/** How often it is logged that somebody asks too much. */
const logEveryMs = 10_000;
const maxBuckets = 1000;

/** Counts requests, by who asks and under which limit, and says when there are too many. */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  /** Least recently used first. */
  readonly #buckets = new Map<string, TokenBucket>();
  #limits: RateLimits | undefined;
  #endpoints: readonly { readonly parts: readonly string[]; readonly limit: RateLimit }[] = [];
  #readAt = -Infinity;
  #loggedAt = -Infinity;

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Counts a request. Returns the headers that tell how many more are let through; throws `too_many_requests`. */
  check(asking: Asking): Record<string, string> {
    this.#refresh();
    const limits = this.#limits;
    if (!limits?.settings.enable_rate_limiting || asking.from === undefined) return {};
    if (limits.settings.whitelist_localhost && isLoopback(asking.from)) return {};
    const { name, limit } = this.#limitOf(asking.path, limits);
    const now = this.#options.now();
    const bucket = this.#bucket(`${asking.from} ${asking.caller} ${name}`, limit, now);
    if (!bucket.take(now)) this.#refuse(asking, bucket, limits.settings.log_violations);
    return {
      "X-RateLimit-Limit": String(limit.max_requests),
      "X-RateLimit-Remaining": String(bucket.left),
      "X-RateLimit-Reset": String(Math.ceil((now + bucket.untilFull) / 1000)),
    };
  }

  /** Reads the limits. Where they cannot be read, those before stay. */
  async load(): Promise<void> {
    this.#readAt = this.#options.now();
    try {
      const limits = await this.#options.read();
      if (JSON.stringify(limits) === JSON.stringify(this.#limits)) return;
      this.#limits = limits;
      this.#buckets.clear();
      // The longest first: it says most precisely what it is for.
      this.#endpoints = Object.entries(limits.endpoints)
        .map(([path, limit]) => ({ parts: partsOf(path), limit }))
        .sort((a, b) => b.parts.length - a.parts.length);
    } catch (error) {
      this.#options.log("warn", `The rate limits were not read: ${String(error)}`);
    }
  }

  #refresh(): void {
    if (this.#options.now() - this.#readAt >= rereadMs) void this.load();
  }

  #limitOf(path: string, limits: RateLimits): { name: string; limit: RateLimit } {
    const asked = partsOf(path);
    const found = this.#endpoints.find(({ parts }) => covers(parts, asked));
    return found
      ? { name: found.parts.join("/"), limit: found.limit }
      : { name: "default", limit: limits.default };
  }

  #bucket(name: string, limit: RateLimit, now: number): TokenBucket {
    const { max_requests, window_seconds, burst_size } = limit;
    const perMs = max_requests / (window_seconds * 1000);
    const bucket =
      this.#buckets.get(name) ??
      new TokenBucket({ capacity: burst_size ?? max_requests, perMs }, now);
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > maxBuckets && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }

  #refuse({ path }: Asking, bucket: TokenBucket, logged: boolean): never {
    const seconds = Math.max(1, Math.ceil(bucket.untilNext / 1000));
    const now = this.#options.now();
    if (logged && now - this.#loggedAt >= logEveryMs) {
      this.#loggedAt = now;
      this.#options.log("warn", `Too many requests, the last one for ${path}`);
    }
    throw new RunicornError(
      "too_many_requests",
      `Too many requests; ask again in ${seconds} s, or raise the limit with \`runicorn rate-limit\`.`,
      { details: { retry_after: seconds } },
    );
  }
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

/** Whether a path is an endpoint's, or lies below it. */
function covers(endpoint: readonly string[], path: readonly string[]): boolean {
  return (
    endpoint.length <= path.length &&
    endpoint.every((part, i) => /^[{:]/.test(part) || part === path[i])
  );
}

function isLoopback(address: string): boolean {
  return /^(127\.|::1$|::ffff:127\.)/.test(address);
}
