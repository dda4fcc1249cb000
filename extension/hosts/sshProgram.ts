import type { ViewerCommand } from "../sources/viewerCommand.ts";
import { hostToConnect } from "./hostAddress.ts";

/** The person's own ssh on a machine, by its arguments: no shell is involved, and nothing can be taken for an option. */
export function sshCommand(name: string): ViewerCommand {
  const { host, port, username } = hostToConnect(name);
  const args = [
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(username === undefined ? [] : ["-l", username]),
    "--",
    host,
  ];
  return { file: "ssh", args, env: {} };
}
