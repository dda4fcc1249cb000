import { createHash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";

import { pack } from "tar-stream";

export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
}

/** A registry of packages as npm asks one, on loopback. */
export class FakeRegistry {
  /** Every request it got. */
  readonly asked: Asked[] = [];
  /** Overrides the tarballs' addresses in its lists. */
  tarballBase: string | undefined;
  /** Says so of every tarball, whatever it is. */
  integrity: string | undefined;
  readonly #server: http.Server;
  readonly #packages = new Map<string, Map<string, Buffer>>();

  private constructor() {
    this.#server = http.createServer((request, reply) => {
      const path = decodeURIComponent(request.url ?? "");
      this.asked.push({ path, authorization: request.headers.authorization });
      const [, name = "", , file] = path.slice("/npm".length).split("/");
      const versions = this.#packages.get(name);
      const version = file?.slice(name.length + 1, -".tgz".length);
      const body =
        version === undefined
          ? versions && Buffer.from(this.#list(name, versions))
          : versions?.get(version);
      reply.writeHead(body ? 200 : 404, { "content-length": body?.length ?? 0 }).end(body);
    });
  }

  static async start(): Promise<FakeRegistry> {
    const registry = new FakeRegistry();
    await new Promise<void>((resolve) => {
      registry.#server.listen(0, "127.0.0.1", () => resolve());
    });
    return registry;
  }

  /** As `127.0.0.1:12345/npm/`. */
  get place(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}/npm/`;
  }

  get url(): string {
    return `http://${this.place}`;
  }

  add(name: string, version: string, tarball: Buffer): void {
    const versions = this.#packages.get(name) ?? new Map<string, Buffer>();
    this.#packages.set(name, versions.set(version, tarball));
  }

  dispose(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #list(name: string, versions: Map<string, Buffer>): string {
    const list = [...versions].map(([version, tarball]) => {
      const sha512 = createHash("sha512").update(tarball).digest("base64");
      const dist = {
        tarball: `${this.tarballBase ?? this.url}${name}/-/${name}-${version}.tgz`,
        integrity: this.integrity ?? `sha512-${sha512}`,
        unpackedSize: 123_456_789,
      };
      return [version, { name, version, dist }] as const;
    });
    return JSON.stringify({ name, versions: Object.fromEntries(list) });
  }
}

/** A package as npm packs it, or an archive as nodejs.org has it. */
export async function tarballOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mode: 0o755 }, content);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

/** What begins as a program for that machine does. */
export function programFor(
  machine: "linux-x64" | "linux-arm64" | "darwin-arm64",
  text = "",
): Buffer {
  const head = Buffer.alloc(64);
  if (machine === "darwin-arm64") {
    head.writeUInt32BE(0xcffaedfe);
    head.writeUInt32LE(0x0100000c, 4);
  } else {
    head.writeUInt32BE(0x7f454c46);
    head.writeUInt16LE(machine === "linux-x64" ? 62 : 183, 18);
  }
  return Buffer.concat([head, Buffer.from(text)]);
}
