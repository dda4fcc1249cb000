import * as fc from "fast-check";

import { hashedName, type HostKey, newHostKey } from "./hostKeys.ts";

/** Names that lines are about and that are looked up. */
export const hostNames = [
  "gpu1",
  "gpu2.lab",
  "gpu1.lab.example.org",
  "10.0.0.5",
  "::1",
  "fe80::1%eth0",
  "[gpu1]:2222",
  "[::1]:2222",
  "a",
];
const patterns = ["*", "gpu*", "*.lab", "gpu?", "?*1*", "10.0.?.*", "[gpu1]:*", "*:2222", "GPU1"];

/** Lines of known_hosts, most of them good, about names and patterns that match each other now and then. */
export function anyKnownHosts(): fc.Arbitrary<string> {
  const keys: HostKey[] = [
    newHostKey("ed25519"),
    newHostKey("ed25519"),
    newHostKey("rsa"),
    newHostKey("ecdsa"),
  ];
  const often = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) =>
    fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: rare, weight: 1 });
  const name = fc.constantFrom(...hostNames);
  const pattern = fc
    .tuple(fc.constantFrom("", "", "!"), fc.oneof(name, fc.constantFrom(...patterns)))
    .map((parts) => parts.join(""));
  const hashed = name.map(hashedName);
  const names = fc.oneof(
    { arbitrary: fc.array(pattern, { minLength: 1, maxLength: 4 }).map(String), weight: 3 },
    {
      arbitrary: often(
        hashed,
        hashed.map((text) => text.slice(0, -3)),
      ),
      weight: 2,
    },
  );
  const key = fc.constantFrom(...keys);
  const written = often(
    key.map(({ type, base64 }) => [type, base64] as const),
    fc.oneof(
      key.map(({ type, base64 }) => [type, base64.slice(0, 44)] as const),
      key.map(({ type, base64 }) => [type, base64.slice(0, -5)] as const),
      key.map(({ base64 }) => ["ssh-nothing", base64] as const),
      fc.tuple(key, key).map(([one, { base64 }]) => [one.type, base64] as const),
      fc.constant(["", ""] as const),
    ),
  );
  const blank = often(fc.constant(" "), fc.constantFrom("\t", "  ", " \t "));
  const line = fc
    .record({
      start: often(fc.constant(""), blank),
      marker: fc.oneof(
        { arbitrary: fc.constant(""), weight: 6 },
        { arbitrary: fc.constantFrom("@revoked ", "@cert-authority  ", "@other "), weight: 1 },
      ),
      names,
      written,
      blank,
      end: fc.constantFrom("", "", " a comment", "\r", " # more", "\t"),
    })
    .map(({ start, marker, names, written: [type, base64], blank, end }) =>
      [start, marker, names, blank, type, blank, base64, end].join(""),
    );
  return fc
    .array(often(line, fc.constantFrom("", "# gpu1 comment", " #", "gpu1", "@revoked")), {
      minLength: 1,
      maxLength: 12,
    })
    .chain((lines) => fc.constantFrom("\n", "").map((end) => lines.join("\n") + end));
}
