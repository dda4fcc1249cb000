import { isHashOf } from "./hashedName.ts";
import { matchesPatternList } from "./namePattern.ts";
import { decodeKey } from "./publicKeyBlob.ts";

/** `revoked` keys are refused everywhere they apply; of an `authority` we know nothing, for host certificates are not checked. */
export type Marker = "revoked" | "authority";

/** A line of known_hosts that may hold a key. */
export interface KnownHostsLine {
  readonly marker?: Marker;
  /** Names and patterns with commas, or a hashed name. */
  readonly names: string;
  readonly keyType: string;
  /** Base64. */
  readonly key: string;
}

const markers: ReadonlyMap<string, Marker> = new Map([
  ["@revoked", "revoked"],
  ["@cert-authority", "authority"],
]);
const shape = /^[ \t]*(?:(@[^ \t]*)[ \t]+)?([^ \t@#][^ \t]*)[ \t]+([^ \t]+)[ \t]+([^ \t\r]+)/;

/** Undefined for an empty line, a comment and what makes no sense. */
export function parseKnownHostsLine(line: string): KnownHostsLine | undefined {
  const [, marker, names, keyType, key] = shape.exec(line) ?? [];
  if (names === undefined || keyType === undefined || key === undefined) return undefined;
  if (marker === undefined) return { names, keyType, key };
  const meaning = markers.get(marker);
  return meaning && { marker: meaning, names, keyType, key };
}

/** Whether the line is about that name, which is in lower case. */
export function isAbout({ names }: KnownHostsLine, name: string): boolean {
  return names.startsWith("|")
    ? isHashOf(names, name)
    : matchesPatternList(name, names.toLowerCase());
}

/** The line's key; undefined where it is none, or of a kind nobody knows. */
export function keyOf(line: KnownHostsLine): Buffer | undefined {
  const key = decodeKey(line.key);
  return key?.type === line.keyType ? key.blob : undefined;
}
