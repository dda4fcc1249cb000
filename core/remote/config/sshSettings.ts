import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";

/** Lines by keyword in lower case, in their order, as `ssh -G` prints them. */
export type ConfigValues = ReadonlyMap<string, readonly string[]>;

/** What OpenSSH tries where no identity is named; versions differ by the newer ones. */
const defaultIdentities = new Set(
  ["rsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk", "xmss", "dsa"].map(
    (name) => `~/.ssh/id_${name}`,
  ),
);

const families: ReadonlyMap<string, 4 | 6> = new Map([
  ["inet", 4],
  ["inet6", 6],
]);
const Port = z.coerce.number().int().min(1).max(65_535);
const none = (value: string) => value.toLowerCase() === "none";
const optional = z
  .string()
  .optional()
  .transform((value) => (value === undefined || none(value) ? undefined : value));
const yes = z
  .string()
  .optional()
  .transform((value) => /^(?:yes|true)$/i.test(value ?? ""));
/** `ssh -G` puts blanks between paths and within them: a new one is what begins like one. */
const paths = z
  .string()
  .optional()
  .transform((value) => (value ?? "").split(/ (?=[/~%$]|[A-Za-z]:[\\/])/))
  .transform((files) => files.filter((file) => file !== "" && !none(file)));

/** One machine as the configuration has it. Tokens of identities, jumps and commands are still to be expanded. */
const SshSettings = z.object({
  hostname: z.string().min(1).max(255),
  port: Port,
  user: z.string().min(1).max(255),
  proxyjump: optional,
  proxycommand: optional,
  hostkeyalias: optional.transform((value) => value?.toLowerCase()),
  identityagent: z.string().optional(),
  identitiesonly: yes,
  batchmode: yes,
  stricthostkeychecking: yes,
  userknownhostsfile: paths,
  globalknownhostsfile: paths,
  /** Seconds. */
  connecttimeout: z
    .string()
    .optional()
    .transform((value) =>
      value !== undefined && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined,
    ),
  addressfamily: z
    .string()
    .optional()
    .transform((value) => families.get(value?.toLowerCase() ?? "")),
  /** Empty where none is named. */
  identityfile: z
    .array(z.string())
    .transform((files) => files.filter((file) => !none(file)))
    .transform((files) =>
      files.every((file) => defaultIdentities.has(file)) && files.length > 3 ? [] : files,
    ),
});
export type SshSettings = z.infer<typeof SshSettings>;

/** Throws `invalid_parameters` where a value makes no sense. */
export function settingsOf(values: ConfigValues): SshSettings {
  const first = Object.keys(SshSettings.shape).map((key) => [key, values.get(key)?.[0]]);
  const parsed = SshSettings.safeParse({
    ...Object.fromEntries(first),
    identityfile: values.get("identityfile") ?? [],
  });
  if (parsed.success) return parsed.data;
  const [keyword = "value"] = parsed.error.issues.map(({ path }) => String(path[0]));
  throw new RunicornError(
    "invalid_parameters",
    `Your SSH configuration has a ${keyword} for this host that makes no sense; correct it in ~/.ssh/config.`,
  );
}
