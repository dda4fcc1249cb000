import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";

import type { ScriptRecord } from "../script/parseReply.ts";
import { serverText } from "../ssh/serverText.ts";

/** What another machine is, as it says itself. Names are cleaned of control characters, paths are as they are. */
export interface Machine {
  /** As Node's `process.platform` has it: `linux`, `darwin`, or another in lower case. */
  readonly os: string;
  /** As Node's `process.arch` has it: `x64`, `arm64`, or as the machine calls it. */
  readonly arch: string;
  /** Undefined where there is none of the two, or nothing tells. */
  readonly libc: { readonly name: "glibc" | "musl"; readonly version: string } | undefined;
  readonly hostname: string;
  readonly user: string;
  readonly uid: number;
  readonly home: string;
  /** The login shell. */
  readonly shell: string;
  /** Where the person has one of their own. */
  readonly temporaryFolder: string | undefined;
  readonly runtimeFolder: string | undefined;
  /** Bytes that are free where the home is. */
  readonly freeBytes: number | undefined;
}

const MachineRecord = z.tuple([
  z.literal("machine"),
  z.string(), // system
  z.string(), // hardware
  z.string(), // libc
  z.string(), // hostname
  z.string(), // user
  z.coerce.number().int().nonnegative(), // uid
  z.string().startsWith("/"), // home
  z.string(), // shell
  z.string(), // df
]);

/** The variables the machine's login shell sets, as far as they matter. */
export interface LoginVariables {
  readonly temporaryFolder: string;
  readonly runtimeFolder: string;
}

/** Throws `service_unavailable` where the machine does not say what it is. */
export function machineOf(records: readonly ScriptRecord[], login: LoginVariables): Machine {
  const found = MachineRecord.safeParse(records.find(([kind]) => kind === "machine"));
  if (!found.success) {
    throw new RunicornError(
      "service_unavailable",
      "The other machine did not tell what system it runs: only Linux, macOS and their like are known.",
    );
  }
  const [, system, hardware, libc, hostname, user, uid, home, shell, df] = found.data;
  return {
    os: serverText(system.toLowerCase(), 40),
    arch: archOf(hardware),
    libc: libcOf(libc.slice(0, 500)),
    hostname: serverText(hostname, 255),
    user: serverText(user, 255),
    uid,
    home,
    shell,
    temporaryFolder: absolute(login.temporaryFolder),
    runtimeFolder: absolute(login.runtimeFolder),
    freeBytes: freeBytesOf(df.slice(0, 1000)),
  };
}

function archOf(hardware: string): string {
  if (hardware === "x86_64" || hardware === "amd64") return "x64";
  return hardware === "aarch64" ? "arm64" : serverText(hardware, 40);
}

/** Of what `getconf GNU_LIBC_VERSION` or `ldd --version` says. */
function libcOf(text: string): Machine["libc"] {
  const musl = /musl[^]*?\b(\d+\.\d+(?:\.\d+)*)/.exec(text)?.[1];
  if (musl !== undefined) return { name: "musl", version: musl };
  const glibc = /(?:glibc|GNU|GLIBC).*?(\d+\.\d+(?:\.\d+)*)/.exec(text)?.[1];
  return glibc === undefined ? undefined : { name: "glibc", version: glibc };
}

/** Of a line of `df -Pk`: the number before the one in percent. */
function freeBytesOf(line: string): number | undefined {
  const kibibytes = /\s(\d{1,15})\s+\d+%\s/.exec(line)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

const absolute = (folder: string) => (folder.startsWith("/") ? folder : undefined);
