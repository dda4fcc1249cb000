import {
  type ErrorBody,
  type ErrorCode,
  RunicornError,
  type V1ErrorBody,
  errorStatus,
} from "#core/protocol/errors.ts";
import type { Log } from "#core/server/log.ts";

/** What went wrong, for the person who asked; the rest goes into the log. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ErrorBody & Partial<Pick<V1ErrorBody, "detail" | "retry_after">>;
}

/** The one place where an error becomes an answer. `path` decides whether it is V1's form, which adds `detail`. */
export function toErrorAnswer(error: unknown, path: string, log: Log): ErrorAnswer {
  const known = RunicornError.is(error) ? error : fromExpress(error);
  if (!known) log("error", error instanceof Error ? stackOf(error) : String(error));
  const { code, message, details } =
    known ??
    new RunicornError("internal_error", "The viewer met an unexpected error; see its log.");
  const wait = code === "too_many_requests" ? Number(details?.["retry_after"] ?? 60) : undefined;
  const isV1 = path.startsWith("/api/") && !path.startsWith("/api/v2/");
  return {
    status: errorStatus[code],
    headers: wait === undefined ? {} : { "Retry-After": String(wait) },
    body: {
      error: code,
      message,
      ...(details !== undefined && { details }),
      success: false,
      ...(isV1 && { detail: detailOf(code, message, details) }),
      ...(isV1 && wait !== undefined && { retry_after: wait }),
    },
  };
}

/** As clients of the Python Runicorn read it: they know one error by more than its sentence. */
function detailOf(
  code: ErrorCode,
  message: string,
  details: Record<string, unknown> = {},
): V1ErrorBody["detail"] {
  if (code !== "HOST_KEY_CONFIRMATION_REQUIRED") return message;
  return { code, message, host_key: details["host_key"] as Record<string, unknown> };
}

/** Where an error comes from, without the folders this program happens to lie in. */
function stackOf(error: Error): string {
  const stack = (error.stack ?? error.message).slice(0, 8000);
  return stack.replaceAll(
    /(?:file:\/\/)?(?:[A-Za-z]:)?[\w./\\ -]*[/\\]((?:core|dist)[/\\][\w./\\-]+:\d+:\d+)/g,
    "$1",
  );
}

/** What express throws at malformed requests carries a 4xx status. */
function fromExpress(error: unknown): RunicornError | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  switch (error.status) {
    case 416:
      return new RunicornError("range_not_satisfiable", "The file is shorter than that range.");
    case 404:
      return new RunicornError("not_found", "The file has gone meanwhile.");
    case 412:
      return new RunicornError("invalid_request", "The file is not the one the request is about.");
    default:
      return isRequestsFault(error.status)
        ? new RunicornError("invalid_request", "The request is malformed.")
        : undefined;
  }
}

function isRequestsFault(status: unknown): boolean {
  return typeof status === "number" && status >= 400 && status < 500;
}
