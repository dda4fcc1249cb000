import * as z from "zod";

/** At most so many requests in a window; `burst_size`, where it is given, of them at once. */
export const RateLimit = z.looseObject({
  max_requests: z.number().int().min(1).max(1_000_000),
  window_seconds: z.number().min(1).max(86_400).default(60),
  burst_size: z.number().int().min(1).max(1_000_000).nullish(),
  description: z.string().max(1000).nullish(),
});
export type RateLimit = z.infer<typeof RateLimit>;

/** `rate_limits.json`: how often a client may ask. Endpoints are paths such as `/api/runs/{id}`; the others have the default. */
export const RateLimits = z.looseObject({
  default: RateLimit.default({ max_requests: 6000, window_seconds: 60 }),
  endpoints: z.record(z.string(), RateLimit).default({}),
  settings: z
    .looseObject({
      enable_rate_limiting: z.boolean().default(true),
      log_violations: z.boolean().default(true),
      whitelist_localhost: z.boolean().default(false),
    })
    .default({ enable_rate_limiting: true, log_violations: true, whitelist_localhost: false }),
});
export type RateLimits = z.infer<typeof RateLimits>;
