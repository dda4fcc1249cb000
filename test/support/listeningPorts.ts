import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** TCP sockets in state LISTEN that a process holds, without asking any tool. Linux only. */
export function listeningPorts(pid: number): string[] {
  const held = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      } catch {
        return undefined;
      }
    }),
  );
  return ["tcp", "tcp6"].flatMap((family) =>
    readFileSync(`/proc/${pid}/net/${family}`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === "0A" && held.has(columns[9]))
      .map((columns) => `${family} ${columns[1]}`),
  );
}
