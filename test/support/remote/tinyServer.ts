import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";

import { pack } from "tar-stream";

import { addressed, type Parcel } from "#core/remote/viewer/parcel.ts";

/** Files as a parcel, for tests of the upload itself. */
export async function parcelOf(
  prefix: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<Parcel> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mode: 0o700 }, content);
  tar.finalize();
  const archive = gzipSync(await buffer(tar), { level: 1 });
  const sums = Object.entries(files).map(([name, content]) => ({
    name,
    sha256: createHash("sha256").update(content).digest("hex"),
  }));
  return {
    ...addressed(prefix, sums),
    open: () => Promise.resolve({ bytes: archive.length, content: Readable.from([archive]) }),
  };
}

/** What stands in for the viewer: says its hello, the token it got, its arguments; then gives back what it is told. */
const tiny = `
const { createInterface } = require("node:readline");
const lines = createInterface({ input: process.stdin });
let token;
lines.on("line", (line) => {
  if (token === undefined) {
    token = line;
    console.log(JSON.stringify({ listen: { socket: "/nowhere" }, version: "tiny", pid: process.pid }));
    console.log(JSON.stringify({ token, argv: process.argv.slice(2), file: __filename, env: Object.keys(process.env) }));
  } else console.log(JSON.stringify(line));
});
`;

/** A server's parcel with that in the place of the viewer. */
export function tinyServer(page = "<p>"): Promise<Parcel> {
  return parcelOf("server/0.0.1", { "runicorn.cjs": tiny, "webviews/page.html": page });
}

/** A program that is this very Node, as it would be brought, but for its size. */
export function thisNode(): Promise<Parcel> {
  return parcelOf("node/test", { node: `#!/bin/sh\nexec '${process.execPath}' "$@"\n` });
}
