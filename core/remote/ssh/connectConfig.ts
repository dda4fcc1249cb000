import type { Duplex } from "node:stream";

import type { Algorithms, AuthHandlerMiddleware, ConnectConfig } from "ssh2";

import type { Timing } from "./timing.ts";

/** What we offer besides host keys, the first is the one we want. Nothing with SHA-1, nothing in CBC mode. */
const algorithms = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
  ],
  cipher: [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
  ],
  hmac: [
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
  ],
  compress: ["none"],
} satisfies Algorithms;

/** Host keys we take, by the signature asked for. */
export const hostKeyAlgorithms: readonly string[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];

export interface ConnectConfigOptions {
  readonly username: string;
  /** Already connected. It is ours: whoever opened it destroys it. */
  readonly socket: Duplex;
  /** Of `hostKeyAlgorithms`, those first whose keys are known. */
  readonly hostKeys: readonly string[];
  /**
   * Calls back before it returns where the key is the one that was good before: while the library waits for a verdict on an
   * exchange in the middle of a connection, it goes on sending, with keys that are no longer good.
   */
  readonly checkHostKey: (key: Buffer, verdict: (isGood: boolean) => void) => void;
  readonly authenticate: AuthHandlerMiddleware;
  readonly debug: (message: string) => void;
  readonly timing: Timing;
}

/** The only place where a connection of the library is configured: so none goes without a check of the host key. */
export function connectConfig(options: ConnectConfigOptions): ConnectConfig {
  const { timing } = options;
  return {
    username: options.username,
    sock: options.socket,
    ident: "Runicorn",
    algorithms: {
      ...algorithms,
      serverHostKey: [...options.hostKeys] as NonNullable<Algorithms["serverHostKey"]>,
    },
    // Returns nothing: whatever this function returned, a promise included, would be taken for the verdict.
    hostVerifier: (key: Buffer, verdict: (isGood: boolean) => void): void => {
      options.checkHostKey(key, verdict);
    },
    authHandler: options.authenticate,
    debug: options.debug,
    // Our own deadline counts instead: it stands still while a person is asked.
    readyTimeout: 0,
    keepaliveInterval: timing.keepaliveMs,
    keepaliveCountMax: timing.keepalivesUnanswered,
    // Servers with a name of their own are asked for OpenSSH's channels, too.
    strictVendor: false,
    agentForward: false,
  };
}
