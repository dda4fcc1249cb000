import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process and those it started, by id, from /proc. */
export function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const id of processes()) {
    const parent = Number(/\) \S (\d+)/.exec(read(`/proc/${id}/stat`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
}

export function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

export interface Connection {
  readonly pid: number;
  readonly local: string;
  readonly remote: string;
  readonly listening: boolean;
}

/** TCP and UDP sockets of these processes. */
export function connectionsOf(pids: readonly number[]): Connection[] {
  const owner = new Map<string, number>();
  for (const pid of pids) for (const inode of socketsOf(pid)) owner.set(inode, pid);
  return ["tcp", "tcp6", "udp", "udp6"].flatMap((table) =>
    read(`/proc/net/${table}`)
      .split("\n")
      .slice(1)
      .flatMap((line) => {
        const [, local = "", remote = "", state, , , , , , inode = ""] = line.trim().split(/\s+/);
        const pid = owner.get(inode);
        if (pid === undefined) return [];
        return [{ pid, local: address(local), remote: address(remote), listening: state === "0A" }];
      }),
  );
}

/** Whether an address is another machine's. */
export function isElsewhere(remote: string): boolean {
  return !/^(127\.|0\.0\.0\.0:|::1?\]?:|\[::1?\]|::ffff:127\.)/.test(remote);
}

function processes(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
        return inode === undefined ? [] : [inode];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** `0100007F:1F90` is `127.0.0.1:8080`: groups of four bytes, each little-endian. */
function address(hex: string): string {
  const [host = "", port = ""] = hex.split(":");
  const bytes = Buffer.from(host, "hex");
  for (let i = 0; i + 4 <= bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
  const mapped =
    bytes.length === 16 && bytes.subarray(0, 12).toString("hex") === `${"0".repeat(20)}ffff`;
  if (bytes.length === 4 || mapped) return `${bytes.subarray(-4).join(".")}:${parseInt(port, 16)}`;
  const text = bytes.toString("hex");
  const short = /^0{31}[01]$/.test(text) ? `::${Number(text)}`.replace("::0", "::") : text;
  return `[${short}]:${parseInt(port, 16)}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
