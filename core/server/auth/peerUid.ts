import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import os from "node:os";

/** Of a connection that is open at both ends; one that its program has closed belongs to nobody any more. */
const established = "01";
const loopbackV6 = [...Array<number>(15).fill(0), 1];

/** Which user has the other end of a connection over this machine's loopback, as Linux's kernel says. Undefined where it does not. */
export async function peerUid(socket: Socket): Promise<number | undefined> {
  const { remoteAddress = "", remotePort = 0, localAddress = "", localPort = 0 } = socket;
  const theirs = entriesOf(remoteAddress, remotePort);
  const ours = entriesOf(localAddress, localPort);
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((name) => readFile(name, "latin1").catch(() => "")),
  );
  for (const line of tables.flatMap((table) => table.split("\n").slice(1))) {
    const [, local = "", remote = "", state, , , , uid] = line.trim().split(/\s+/);
    const isIt = state === established && theirs.includes(local) && ours.includes(remote);
    if (isIt) return Number(uid);
  }
  return undefined;
}

/** How the tables name an end of a connection. A program that speaks IPv4 may stand in either. */
function entriesOf(address: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const bytes = /^(?:::ffff:)?(127\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]?.split(".").map(Number);
  const mapped = bytes && [...Array<number>(10).fill(0), 0xff, 0xff, ...bytes];
  const all = address === "::1" ? [loopbackV6] : [bytes ?? [], mapped ?? []];
  return all.filter(({ length }) => length > 0).map((one) => `${hexWords(one)}:${hexPort}`);
}

/** Words of four bytes, as this machine stores them. */
function hexWords(bytes: readonly number[]): string {
  const buffer = Buffer.from(bytes);
  if (os.endianness() === "LE") buffer.swap32();
  return buffer.toString("hex").toUpperCase();
}
