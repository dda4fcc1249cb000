import { RunicornError } from "#core/protocol/errors.ts";

import { serverText } from "./serverText.ts";

/** Where something went wrong, for the sentence. */
export interface Where {
  /** `host` or `host:port`. */
  readonly machine: string;
  /** What came before the server said which version it is. */
  readonly greeting: string;
  /** Ways the server would exchange keys in, as far as it came to tell. */
  readonly keyExchanges?: readonly string[];
}

/** Somebody was there and went before the handshake: the server may just have had too many guests. */
export class TurnedAwayError extends RunicornError {}

interface Rule {
  readonly is: RegExp;
  readonly code: "service_unavailable" | "connection_timeout" | "authentication_failed";
  readonly say: (where: Where) => string;
}

/** By the words of the library, of Node and of OpenSSH's servers. The first that fits counts. */
const rules: readonly Rule[] = [
  {
    is: /no matching key exchange/,
    code: "service_unavailable",
    say: ({ machine, keyExchanges = [] }) =>
      `${machine} exchanges keys only in ${strange(keyExchanges)}. Add curve25519-sha256 to KexAlgorithms in its sshd_config and restart its sshd; no jump host and no ProxyCommand helps.`,
  },
  {
    is: /no matching host key/,
    code: "service_unavailable",
    say: ({ machine }) =>
      `${machine} has host keys of outdated or unknown types only. Give it an ed25519 key (ssh-keygen -A on the server).`,
  },
  {
    is: /no matching (C->S|S->C) (cipher|MAC)/,
    code: "service_unavailable",
    say: ({ machine }) =>
      `${machine} takes outdated encryption only. Let its sshd take aes128-gcm@openssh.com (Ciphers) and hmac-sha2-256 (MACs).`,
  },
  {
    is: /too many authentication failures/i,
    code: "authentication_failed",
    say: ({ machine }) =>
      `${machine} hung up after too many keys that it does not take. Name the right one for this host in your ssh configuration: IdentityFile, with IdentitiesOnly yes.`,
  },
  {
    is: /not allowed at this time/i,
    code: "service_unavailable",
    say: ({ machine }) =>
      `${machine} does not talk to this address for a while, after failed logins (PerSourcePenalties). Wait some minutes, then connect again.`,
  },
  {
    is: /ECONNREFUSED/,
    code: "service_unavailable",
    say: ({ machine }) =>
      `Nothing listens at ${machine}. Is that the right port, and does its sshd run?`,
  },
  {
    is: /ENOTFOUND|EAI_AGAIN|EAI_NONAME/,
    code: "service_unavailable",
    say: ({ machine }) => `There is no machine named ${machine}, or no network to ask for it.`,
  },
  {
    is: /EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL/,
    code: "service_unavailable",
    say: ({ machine }) => `There is no way to ${machine}. Check the network or the VPN.`,
  },
  {
    is: /ETIMEDOUT|Keepalive timeout/,
    code: "connection_timeout",
    say: ({ machine }) => `${machine} does not answer any more.`,
  },
];

/** Ways to exchange keys that we do not have, for the sentence. */
function strange(keyExchanges: readonly string[]): string {
  // Not all of the list are ways; some say what else one can.
  const ways = keyExchanges.filter((name) => !/^(ext-info|kex-strict)-/.test(name));
  const named = ways.length === 0 ? "" : ` (${serverText(ways.join(", "), 200)})`;
  const arePostQuantum = ways.length > 0 && ways.every((name) => /mlkem|sntrup/.test(name));
  return arePostQuantum
    ? `post-quantum ways${named}, which Runicorn does not know yet`
    : `ways Runicorn does not know${named}`;
}

/** An error of a connection as a person can act on it. */
export function linkError(error: Error, where: Where): RunicornError {
  if (RunicornError.is(error)) return error;
  const words = `${codeOf(error)} ${error.message} ${where.greeting}`;
  const rule = rules.find(({ is }) => is.test(words));
  if (rule) return new RunicornError(rule.code, rule.say(where), { cause: error });
  return new RunicornError(
    "service_unavailable",
    `The connection to ${where.machine} failed: ${serverText(error.message)}.`,
    { cause: error },
  );
}

/** Why a connection ended that nobody said an error about, before anybody was logged in. */
export function endedEarly(where: Where): RunicornError {
  const { machine, greeting } = where;
  if (greeting.startsWith("SSH-") || /\nSSH-/.test(greeting)) {
    return new RunicornError(
      "service_unavailable",
      `${machine} ended the connection during the login.`,
    );
  }
  if (/not allowed at this time/i.test(greeting)) return linkError(new Error(greeting), where);
  const said = serverText(greeting, 100);
  if (said !== "" && !/exceeded maxstartups/i.test(said)) {
    return new RunicornError(
      "service_unavailable",
      `What answers at ${machine} is no SSH server: it said “${said}”.`,
    );
  }
  return new TurnedAwayError(
    "service_unavailable",
    `${machine} hung up at once: it may have too many logins under way (MaxStartups), or not let this address in. Try again.`,
  );
}

function codeOf(error: Error): string {
  // Where a name has several addresses, the first one's failure stands for all.
  const one: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return one instanceof Error && "code" in one ? String(one.code) : "";
}
