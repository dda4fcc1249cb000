import { RunicornError } from "#core/protocol/errors.ts";
import type { HostKey } from "#core/protocol/remote.ts";
import type { HostKeyQuestion } from "#core/remote/questions.ts";

/** Why there is no connection as long as a person has not confirmed a key, with all that is needed to do it. */
export function confirmationRequired(question: HostKeyQuestion): RunicornError {
  const { knownHostsName, fingerprint, keyType, expected } = question;
  const key: HostKey = {
    host: question.host,
    port: question.port,
    known_hosts_host: knownHostsName,
    key_type: keyType,
    fingerprint_sha256: fingerprint,
    public_key: question.publicKey,
    reason: question.reason,
    hop: question.hop,
    ...(expected && {
      expected_fingerprint_sha256: expected.fingerprint,
      expected_public_key: expected.publicKey,
      expected_in: `${expected.file}:${expected.line}`,
    }),
  };
  const message = expected
    ? `The key of ${knownHostsName} has changed: somebody may be in between. It should be ${expected.fingerprint}, as line ${expected.line} of ${expected.file} says, and is ${fingerprint}. If that is meant to be so, remove the line and connect again.`
    : `The key of ${knownHostsName} is not known yet: ${keyType} ${fingerprint}. Compare it with what its administrator says, then confirm it.`;
  return new RunicornError("HOST_KEY_CONFIRMATION_REQUIRED", message, {
    details: { host_key: key },
  });
}
