import * as z from "zod";

/** Every way a request can fail, with the HTTP status it answers. */
export const errorStatus = {
  invalid_request: 400,
  invalid_filter: 400,
  invalid_archive: 400,
  invalid_parameters: 400,
  unauthorized: 401,
  authentication_failed: 401,
  forbidden_origin: 403,
  store_read_only: 403,
  not_found: 404,
  run_not_found: 404,
  metric_not_found: 404,
  connection_not_found: 404,
  environment_not_found: 404,
  connection_timeout: 408,
  conflict: 409,
  viewer_already_running: 409,
  HOST_KEY_CONFIRMATION_REQUIRED: 409,
  INTERACTION_REQUIRED: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  misdirected_request: 421,
  too_many_requests: 429,
  internal_error: 500,
  service_unavailable: 503,
  storage_full: 507,
} as const;

export type ErrorCode = keyof typeof errorStatus;

const errorCodes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];

/** The body of every V2 error answer. V1 answers add `detail`. */
export const ErrorBody = z.object({
  error: z.enum(errorCodes),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  success: z.literal(false),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** What `detail` is where the key of an SSH server has to be confirmed. */
const HostKeyDetail = z.object({
  code: z.string(),
  message: z.string(),
  host_key: z.record(z.string(), z.unknown()),
});

/** The same of a newer viewer, which may know more codes. */
export const AnyErrorBody = ErrorBody.extend({ error: z.string() });

/** The body of every V1 error answer, as clients of the Python Runicorn read it. */
export const V1ErrorBody = ErrorBody.extend({
  /** The message again; of an unknown host key an object, as clients of Runicorn 0.6 read it. */
  detail: z.union([z.string(), HostKeyDetail]),
  /** Seconds to wait, where there were too many requests. */
  retry_after: z.int().optional(),
});
export type V1ErrorBody = z.infer<typeof V1ErrorBody>;

/** An error whose message is written for the person who reads it: one sentence that says what to do. */
export class RunicornError extends Error {
  override readonly name = "RunicornError";
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  static is(error: unknown, code?: ErrorCode): error is RunicornError {
    return error instanceof RunicornError && (code === undefined || error.code === code);
  }
}
