import { json } from "node:stream/consumers";

import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";

import type { RegistryClient } from "./registryClient.ts";

/** The line of Node that is brought: it has a long support, and what we are tested on. */
const line = /^24\.(\d+)\.(\d+)$/;

const Packument = z.object({
  versions: z.record(
    z.string(),
    z.object({
      dist: z.object({
        tarball: z.url({ protocol: /^https?$/ }),
        integrity: z.string().optional(),
        unpackedSize: z.number().nonnegative().optional(),
      }),
    }),
  ),
});

/** A version of a package of Node, as the registry offers it. */
export interface NodeRelease {
  readonly package: string;
  readonly version: string;
  readonly tarball: string;
  /** SHA-512 of the tarball, in base64. */
  readonly sha512: string;
  /** As it lies there unpacked. */
  readonly bytes: number | undefined;
}

/** The newest Node 24 in a package. Throws `service_unavailable` where the registry cannot be asked or has none. */
export async function newestNode(
  client: RegistryClient,
  name: string,
  signal: AbortSignal,
): Promise<NodeRelease> {
  const answer = await client.get(
    `${client.registry}${name}`,
    "application/vnd.npm.install-v1+json",
    signal,
  );
  const parsed = Packument.safeParse(await json(answer).catch(() => undefined));
  const versions = Object.entries(parsed.data?.versions ?? {}).flatMap(([version, { dist }]) => {
    const [, minor, patch] = line.exec(version) ?? [];
    const sha512 = /(?:^|\s)sha512-([\w+/]{86}==)/.exec(dist.integrity ?? "")?.[1];
    if (minor === undefined || sha512 === undefined) return [];
    const order = Number(minor) * 10_000 + Number(patch);
    return [{ order, version, sha512, tarball: dist.tarball, bytes: dist.unpackedSize }];
  });
  const newest = versions.sort((a, b) => b.order - a.order)[0];
  if (!newest) {
    throw new RunicornError(
      "service_unavailable",
      `The package registry ${client.registry} has no Node.js 24 in ${name}; install Node.js 22.14 or newer on that machine.`,
    );
  }
  const { version, sha512, bytes } = newest;
  return { package: name, version, sha512, bytes, tarball: mirrored(newest.tarball, client) };
}

/** A mirror's list may still name the public registry, which is then not to be reached, or not to be asked. */
function mirrored(tarball: string, { registry }: RegistryClient): string {
  return tarball.replace(/^https?:\/\/registry\.npmjs\.org\//, registry);
}
