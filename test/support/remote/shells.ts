import { installPackages } from "#test/support/sshd/installPackages.ts";

/** The login shells people have, by their paths on Debian. */
export const loginShells = [
  "/bin/sh",
  "/bin/bash",
  "/usr/bin/zsh",
  "/usr/bin/fish",
  "/usr/bin/tcsh",
  "/usr/bin/ksh",
] as const;

/** Programs that are /bin/sh somewhere, as they are started then. */
export const systemShells = [
  ["/bin/dash"],
  ["/bin/bash", "--posix"],
  ["/usr/bin/busybox", "sh"],
  ["/usr/bin/ksh"],
  ["/usr/bin/zsh"],
] as const;

export function installShells(): void {
  installPackages({
    "/usr/bin/zsh": "zsh",
    "/usr/bin/fish": "fish",
    "/usr/bin/tcsh": "tcsh",
    "/usr/bin/ksh": "ksh",
    "/usr/bin/busybox": "busybox",
  });
}
