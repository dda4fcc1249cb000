/** What the thread that parses a private key is started with. */
export interface PrivateKeyTask {
  readonly text: string;
  readonly passphrase: string | undefined;
  readonly isPem: boolean;
}

/** What it tells, once. `text` is the key without its passphrase, in a form that is parsed in no time. */
export type PrivateKeyAnswer =
  | { readonly keyType: string; readonly publicKey: Uint8Array; readonly text: string }
  | { readonly problem: "unsupported" | "damaged" };
