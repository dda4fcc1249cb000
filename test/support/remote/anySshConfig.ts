import * as fc from "fast-check";

/** Hosts that are asked for. */
export const askedHosts = ["gpu", "gpu1.lab", "edge", "10.0.0.1", "::1", "Mixed"];

const patterns = [
  "*",
  "gpu",
  "gpu*",
  "*.lab",
  "edge",
  "!gpu",
  "!*.lab",
  "10.0.*",
  "?pu",
  "Mixed",
  "mixed",
];
const lists = ["gpu", "gpu*,edge", "*.lab", "!gpu,*", "GPU", "host.example.org", "*"];
const users = ["ada", "root", "r*", "bob,ada", "!root,*"];
const values: Readonly<Record<string, readonly string[]>> = {
  HostName: ["host.example.org", "%h.lab", "10.1.2.3", "UPPER.lab", "a%%b"],
  User: ["ada", "root", '"bob"'],
  Port: ["22", "2222", '"2200"'],
  ProxyJump: ["edge", "a@edge:2201,far", "none", "b,c # not a host", "[::1]:22", "ada@10.0.0.9"],
  ProxyCommand: ["nc %h %p", 'sh -c "nc %h %p" # not a comment', "none", "= x"],
  IdentityFile: ["~/.ssh/id_lab", "/keys/%u-%h", '"~/a key"', "none", "~/.ssh/id_rsa", "rel/key"],
  IdentitiesOnly: ["yes", "no", "YES"],
  IdentityAgent: ["none", "SSH_AUTH_SOCK", "$SOCK", "~/agent.sock"],
  UserKnownHostsFile: ["~/known", '"~/a b" /c', "/a /b", "none", "/dev/null", "~/x ~/y # c"],
  GlobalKnownHostsFile: ["/etc/one /etc/two", "none"],
  HostKeyAlias: ["alias", "Alias.lab"],
  StrictHostKeyChecking: ["yes", "no", "ask", "accept-new", "off"],
  ConnectTimeout: ["5", "90", "none"],
  AddressFamily: ["any", "inet", "inet6"],
  BatchMode: ["yes", "no"],
  Compression: ["yes"],
  LocalForward: ["8080 localhost:80"],
};

/** Configurations; `@` in an `Include` stands for the folder of the files that it may name: `0` and `1`. */
export function anySshConfig(depth = 1): fc.Arbitrary<string> {
  const blank = fc.constantFrom(" ", " ", "\t", "  ");
  const cased = (word: string) =>
    fc.constantFrom(word, word, word.toLowerCase(), word.toUpperCase());
  const option = fc
    .constantFrom(...Object.keys(values))
    .chain((keyword) =>
      fc
        .tuple(
          fc.constantFrom("", "  ", "\t"),
          cased(keyword),
          fc.constantFrom(" ", " ", "=", " = ", "\t"),
          fc.constantFrom(...(values[keyword] ?? [])),
          fc.constantFrom("", "", " ", "\r"),
        )
        .map((parts) => parts.join("")),
    );
  const host = fc
    .tuple(
      cased("Host"),
      blank,
      fc.array(fc.constantFrom(...patterns), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("", " # a comment"),
    )
    .map(([keyword, space, words, end]) => `${keyword}${space}${words.join(space)}${end}`);
  const criterion = fc
    .tuple(
      fc.constantFrom("", "", "!"),
      fc.oneof(
        fc.tuple(fc.constantFrom("host ", "originalhost ", "Host="), fc.constantFrom(...lists)),
        fc.tuple(fc.constantFrom("user "), fc.constantFrom(...users)),
        fc.constantFrom(["final", ""], ["canonical", ""], ['host "', 'gpu*"']),
      ),
    )
    .map(([not, [name, list]]) => `${not}${name}${list}`);
  const match = fc
    .tuple(
      cased("Match"),
      fc.oneof(
        fc.constantFrom("all", "!all", "all # a comment"),
        fc.array(criterion, { minLength: 1, maxLength: 3 }).map((all) => all.join(" ")),
      ),
    )
    .map((parts) => parts.join(" "));
  const include = fc.constantFrom(
    "Include @/0",
    "Include @/1 @/missing",
    "Include @/*",
    'Include "@/0"',
  );
  const other = fc.constantFrom("", "# Host gpu", "   ");
  const line = fc.oneof(
    { arbitrary: option, weight: 12 },
    { arbitrary: host, weight: 4 },
    { arbitrary: match, weight: 2 },
    { arbitrary: depth > 0 ? include : other, weight: 1 },
    { arbitrary: other, weight: 1 },
  );
  return fc.array(line, { maxLength: 25 }).map((lines) => `${lines.join("\n")}\n`);
}
