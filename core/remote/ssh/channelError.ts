import { RunicornError } from "#core/protocol/errors.ts";

import { serverText } from "./serverText.ts";

/** Why a server did not open a channel (RFC 4254 §5.1), as a person can act on it. `to` is what it should have led to. */
export function channelError(error: Error & { reason?: unknown }, to: string): RunicornError {
  const isProhibited = error.reason === 1 || /prohibited/i.test(error.message);
  const message = isProhibited
    ? `The server does not let us pass to ${to} (AllowTcpForwarding, AllowStreamLocalForwarding or PermitOpen in its sshd_config).`
    : `The server could not connect to ${to}: ${wordsOf(error)}.`;
  return new RunicornError("service_unavailable", message, {
    cause: error,
    details: { reason: isProhibited ? "prohibited" : "failed" },
  });
}

/** Why a server did not start a command. */
export function sessionError(error: Error): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `The server starts no further command on this connection (${wordsOf(error)}): its sshd_config allows so many at once (MaxSessions), or none at all.`,
    { cause: error },
  );
}

function wordsOf(error: Error): string {
  return serverText(error.message.replace(/^\(SSH\) Channel open failure: /, ""), 200);
}
