// Makes this process's file system fail as RUNICORN_TEST_FAULT says; the same as fault_plan.py beside it.
// Preload it by `--import`; it follows into worker threads.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import workerThreads from "node:worker_threads";

interface Plan {
  root?: string;
  at?: number;
  kill?: "before" | "half" | "after";
  error?: "EIO" | "ENOSPC" | "EMFILE" | "EROFS";
  times?: number;
  short?: boolean;
  disk?: number;
}

type AnyFunction = (...args: never[]) => unknown;

const plan = JSON.parse(process.env["RUNICORN_TEST_FAULT"] ?? "{}") as Plan;
const root = plan.root === undefined ? undefined : fs.realpathSync(plan.root) + path.sep;
const real = { ...fs };
const realNow = Date.now;
const ours = new Map<number, string>();
const used = new Map<string, number>();
let extraRoom = 0;

/** Files that were written to since they were forced to the disk. */
export const unsynced = new Set<string>();

/** What kind each counted call was. */
export const calls: string[] = [];

/** From now on it is so many seconds later. */
export function setClock(offset: number): void {
  Date.now = () => realNow() + offset * 1000;
}

/** The disk is larger by so many bytes. */
export function makeRoom(more: number): void {
  extraRoom = more;
}

/** Writes to a descriptor without counting. */
export function realWrite(fd: number, text: string): void {
  real.writeSync(fd, text);
}

function isOurs(file: unknown): boolean {
  return root !== undefined && typeof file === "string" && path.resolve(file).startsWith(root);
}

function around<T>(kind: string, call: () => T, half?: () => T): T {
  const number = calls.push(kind);
  const { at } = plan;
  if (at !== undefined && plan.kill !== undefined && number === at) {
    try {
      if (plan.kill === "half") half?.();
      else if (plan.kill === "after") call();
    } finally {
      process.kill(process.pid, "SIGKILL");
      // It may be taken by another thread a moment later.
      for (;;);
    }
  }
  if (at !== undefined && plan.error !== undefined) {
    if (number >= at && number < at + (plan.times ?? 1)) {
      if (plan.short === true && half) {
        [plan.at, plan.short] = [number + 1, false];
        return half();
      }
      if (kind === "close") call();
      throw failure(plan.error);
    }
  }
  return call();
}

function failure(code: "EIO" | "ENOSPC" | "EMFILE" | "EROFS"): Error {
  const errno = -os.constants.errno[code];
  return Object.assign(new Error(`${code}: injected`), { code, errno, syscall: "test" });
}

/** How many of `size` more bytes the disk takes. */
function limited(file: string, size: number): number {
  if (plan.disk === undefined) return size;
  const all = [...used.values()].reduce((sum, bytes) => sum + bytes, 0);
  const taken = Math.max(0, Math.min(size, plan.disk + extraRoom - all));
  used.set(file, (used.get(file) ?? 0) + taken);
  if (taken === 0 && size > 0) throw failure("ENOSPC");
  return taken;
}

function writeTo(fd: number, content: Buffer): number {
  unsynced.add(path.basename(ours.get(fd) ?? ""));
  return real.writeSync(fd, content.subarray(0, limited(ours.get(fd) ?? "", content.length)));
}

function bytesOf(data: unknown, offset?: unknown): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  const view = data as Uint8Array;
  const from = typeof offset === "number" ? offset : 0;
  return Buffer.from(view.buffer, view.byteOffset + from, view.byteLength - from);
}

function pathCall(name: "mkdirSync" | "unlinkSync" | "rmdirSync" | "renameSync" | "linkSync") {
  const kind = name.slice(0, -"Sync".length);
  const call = real[name] as (...args: unknown[]) => unknown;
  return (file: unknown, ...rest: unknown[]) => {
    if (!isOurs(file)) return call(file, ...rest);
    return around(kind, () => {
      const result = call(file, ...rest);
      const bytes = used.get(path.resolve(String(file)));
      if (bytes !== undefined && kind !== "link" && kind !== "mkdir") {
        used.delete(path.resolve(String(file)));
        if (kind === "rename") used.set(path.resolve(String(rest[0])), bytes);
      }
      return result;
    });
  };
}

function syncCall(name: "fsyncSync" | "fdatasyncSync") {
  return (fd: number) => {
    const file = ours.get(fd);
    if (file === undefined) return real[name](fd);
    around("sync", () => real[name](fd));
    unsynced.delete(path.basename(file));
  };
}

const fakes: Partial<Record<keyof typeof fs, AnyFunction>> = {
  openSync: (file: string, flags?: fs.OpenMode, mode?: fs.Mode) => {
    if (!isOurs(file)) return real.openSync(file, flags ?? "r", mode);
    const isRead = flags === undefined || flags === "r" || flags === fs.constants.O_RDONLY;
    const fd = around(isRead ? "read" : "open", () => real.openSync(file, flags ?? "r", mode));
    ours.set(fd, path.resolve(file));
    return fd;
  },
  writeSync: (fd: number, data: unknown, ...rest: unknown[]) => {
    if (!ours.has(fd)) {
      return (real.writeSync as (...args: unknown[]) => number)(fd, data, ...rest);
    }
    const bytes = bytesOf(data, rest[0]);
    return around(
      "write",
      () => writeTo(fd, bytes),
      () => writeTo(fd, bytes.subarray(0, bytes.length >> 1)),
    );
  },
  closeSync: (fd: number) => {
    if (!ours.delete(fd)) return real.closeSync(fd);
    return around("close", () => real.closeSync(fd));
  },
  writeFileSync: (file: unknown, data: unknown, options?: { flag?: string }) => {
    if (!isOurs(file)) {
      return (real.writeFileSync as (...args: unknown[]) => void)(file, data, options);
    }
    const name = path.resolve(String(file));
    const fd = around("open", () => real.openSync(name, options?.flag ?? "w"));
    ours.set(fd, name);
    const write = (content: Buffer) => {
      for (let rest = content; rest.length > 0;) rest = rest.subarray(writeTo(fd, rest));
    };
    const bytes = bytesOf(data);
    try {
      around(
        "write",
        () => write(bytes),
        () => write(bytes.subarray(0, bytes.length >> 1)),
      );
    } finally {
      ours.delete(fd);
      real.closeSync(fd);
    }
  },
  readFileSync: (file: unknown, ...rest: unknown[]) => {
    const read = () =>
      (real.readFileSync as (...args: unknown[]) => string | Buffer)(file, ...rest);
    return isOurs(file) ? around("read", read) : read();
  },
  fsyncSync: syncCall("fsyncSync"),
  fdatasyncSync: syncCall("fdatasyncSync"),
  mkdirSync: pathCall("mkdirSync"),
  unlinkSync: pathCall("unlinkSync"),
  rmdirSync: pathCall("rmdirSync"),
  renameSync: pathCall("renameSync"),
  linkSync: pathCall("linkSync"),
};

Object.assign(fs, fakes);
Object.assign(workerThreads, {
  Worker: class extends workerThreads.Worker {
    constructor(file: string | URL, options: workerThreads.WorkerOptions = {}) {
      const preload = ["--import", pathToFileURL(import.meta.filename).href];
      super(file, { ...options, execArgv: [...(options.execArgv ?? []), ...preload] });
    }
  },
});
syncBuiltinESMExports();
