import { type NamedHost, knownHostsName, nameWithoutPort } from "./hostName.ts";
import { KnownHostsFile, type KnownKey } from "./knownHostsFile.ts";
import { keyTypeOf } from "./publicKeyBlob.ts";

/** What is known of a key that a machine shows. */
export type Verdict =
  | { readonly status: "known" }
  | { readonly status: "unknown" }
  /** Other keys of the machine are known: `expected` is one of them, of the same type where there is one. */
  | { readonly status: "changed"; readonly expected: KnownKey }
  | { readonly status: "revoked"; readonly expected: KnownKey };

/** Signatures a server can be asked for to see its key of that type, where they are not named as it is. */
const algorithmsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["ssh-rsa", ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]],
]);

/** Whose keys are known: to the person and the system, as OpenSSH keeps them, and to us. */
export class KnownHosts {
  /** The person's and the system's. */
  readonly #others: readonly KnownHostsFile[];
  readonly #own: KnownHostsFile;

  private constructor(others: readonly KnownHostsFile[], own: KnownHostsFile) {
    this.#others = others;
    this.#own = own;
  }

  /**
   * Reads the files; those that do not exist hold nothing. `ownFile` is ours: it adds to what the others know, and is not
   * asked about machines they speak of, save for revoked keys. Throws `service_unavailable` where a file cannot be read.
   */
  static async load(files: readonly string[], ownFile: string): Promise<KnownHosts> {
    const [own, ...others] = await Promise.all(
      [ownFile, ...files].map((file) => KnownHostsFile.load(file)),
    );
    if (!own) throw new Error("there is no file of ours");
    return new KnownHosts(others, own);
  }

  /** What to think of a key (its blob) that this machine shows. */
  check(host: NamedHost, key: Buffer): Verdict {
    const verdict = this.#check(knownHostsName(host), key);
    const other = nameWithoutPort(host);
    if (verdict.status !== "unknown" || other === undefined) return verdict;
    const elsewhere = this.#check(other, key);
    return elsewhere.status === "changed" ? verdict : elsewhere;
  }

  /** The algorithms, those first that make the machine show a key that is known: one of another type would look changed. */
  preferredAlgorithms(host: NamedHost, algorithms: readonly string[]): string[] {
    const known = this.#keyTypes(knownHostsName(host));
    const other = nameWithoutPort(host);
    const types = known.length > 0 || other === undefined ? known : this.#keyTypes(other);
    const wanted = new Set(types.flatMap((type) => algorithmsOf.get(type) ?? [type]));
    return [
      ...algorithms.filter((algorithm) => wanted.has(algorithm)),
      ...algorithms.filter((algorithm) => !wanted.has(algorithm)),
    ];
  }

  #keyTypes(name: string): string[] {
    return [...this.#others, this.#own]
      .flatMap((file) => file.entries(name))
      .filter(({ marker }) => marker === undefined)
      .map(({ keyType }) => keyType);
  }

  #check(name: string, key: Buffer): Verdict {
    const publicKey = key.toString("base64");
    const others = this.#others.flatMap((file) => file.entries(name));
    const own = this.#own.entries(name);
    const same = [...others, ...own].filter((entry) => entry.publicKey === publicKey);
    const revoked = same.find(({ marker }) => marker === "revoked");
    if (revoked) return { status: "revoked", expected: revoked };
    for (const entries of [others, own]) {
      const keys = entries.filter(({ marker }) => marker === undefined);
      const [first] = keys;
      if (!first) continue;
      if (keys.some((entry) => entry.publicKey === publicKey)) return { status: "known" };
      const type = keyTypeOf(key);
      return { status: "changed", expected: keys.find((one) => one.keyType === type) ?? first };
    }
    return { status: "unknown" };
  }
}
