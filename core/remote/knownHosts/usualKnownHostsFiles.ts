import path from "node:path";

/** The files OpenSSH reads where its configuration names none, the person's first. */
export function usualKnownHostsFiles(home: string): string[] {
  return [
    path.join(home, ".ssh", "known_hosts"),
    path.join(home, ".ssh", "known_hosts2"),
    "/etc/ssh/ssh_known_hosts",
    "/etc/ssh/ssh_known_hosts2",
  ];
}
