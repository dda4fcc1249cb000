import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds of processor time that the threads of a process have taken; those that have ended do not count. Linux. */
export function busyMs(pid: number): number {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).reduce((sum, thread) => {
    const [nanoseconds] = readFileSync(`${folder}/${thread}/schedstat`, "utf8").split(" ");
    return sum + Number(nanoseconds) / 1e6;
  }, 0);
}
