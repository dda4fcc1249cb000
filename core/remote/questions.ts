/** A host key nobody has vouched for yet, or one that differs from the known one. */
export interface HostKeyQuestion {
  /** As it stands in known_hosts: `name`, or `[name]:port`. */
  readonly knownHostsName: string;
  readonly host: string;
  readonly port: number;
  /** 0 for the first machine on the way. */
  readonly hop: number;
  /** Such as `ssh-ed25519`. */
  readonly keyType: string;
  /** `SHA256:…` as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** Base64 of the key's blob. */
  readonly publicKey: string;
  readonly reason: "unknown" | "changed";
  /** The known key of a changed one, and where it is written. */
  readonly expected?: {
    readonly fingerprint: string;
    readonly publicKey: string;
    readonly file: string;
    readonly line: number;
  };
}

/** Something only the person knows. */
export interface SecretQuestion {
  readonly kind: "password" | "passphrase" | "interactive";
  readonly host: string;
  readonly username: string;
  readonly hop: number;
  /** Of a key that has a passphrase. */
  readonly keyPath?: string;
  /** The server's own words, without control characters; untrusted. */
  readonly name: string;
  readonly instructions: string;
  readonly prompts: readonly { readonly prompt: string; readonly echo: boolean }[];
}

/** Whether a Node may be fetched from a registry and installed in the person's home on the other machine. */
export interface ConfirmQuestion {
  readonly kind: "install_node";
  readonly host: string;
  /** Such as `linux-x64`. */
  readonly platform: string;
  readonly version: string;
  /** What is fetched, or undefined where the registry does not say. */
  readonly bytes: number | undefined;
  /** The registry's address, or the folder it was fetched into earlier. */
  readonly from: string;
}

/** Who answers what cannot be known beforehand. The clock of the connection stands still while a question is open, for two minutes at most. */
export interface Questions {
  /** True to go on with this key. It is the answerer's to remember it. */
  trust(question: HostKeyQuestion): Promise<boolean>;
  /** An answer per prompt; undefined to give up. */
  secrets(question: SecretQuestion): Promise<readonly string[] | undefined>;
  /** True to go on. */
  confirm(question: ConfirmQuestion): Promise<boolean>;
}
