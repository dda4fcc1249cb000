import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import nodePath from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";

import type * as z from "zod";

import { toError } from "#core/client/methods.ts";
import type { StreamRequest } from "#core/local/socketTransport.ts";
import type { ArchiveFormat } from "#core/protocol/archive.ts";
import { v1ArchiveApi } from "#core/protocol/v1Archives.ts";

/** What sends and takes more than fits into memory. */
interface Streams {
  stream(request: StreamRequest): Promise<IncomingMessage>;
}

export type ImportPreview = z.output<typeof v1ArchiveApi.previewImport.response>;
export type Imported = z.output<typeof v1ArchiveApi.import.response>;

const { export: exportRoute, import: importRoute, previewImport } = v1ArchiveApi;

/** Whole runs between a viewer and files of the machine the extension runs on. Failures are `RunicornError`s. */
export class ArchiveClient {
  readonly #streams: Streams;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  /** Writes runs to `file`, in place of what is there once they are whole. */
  async save(
    ids: readonly string[],
    file: string,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const format: ArchiveFormat = file.endsWith(".zip") ? "zip" : "tar.gz";
    const answer = await this.#send(
      exportRoute,
      JSON.stringify({ run_ids: ids, format }),
      { "content-type": "application/json" },
      signal,
    );
    let bytes = 0;
    answer.on("data", (chunk: Buffer) => onBytes((bytes += chunk.length)));
    const name = `.runicorn-${randomBytes(6).toString("hex")}.tmp`;
    const draft = nodePath.join(nodePath.dirname(file), name);
    try {
      await pipeline(answer, createWriteStream(draft, { flags: "wx" }), { signal });
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** What importing a file would do, and the token that does it. */
  async preview(file: string, signal: AbortSignal): Promise<ImportPreview> {
    const headers = { "content-type": "application/octet-stream" };
    // Opened before the viewer is waited for: nobody would hear of an error by then.
    const body = (await open(file)).createReadStream();
    try {
      const answer = await this.#send(previewImport, body, headers, signal);
      return previewImport.response.parse(JSON.parse((await buffer(answer)).toString()));
    } finally {
      body.destroy();
    }
  }

  async import(token: string, signal: AbortSignal): Promise<Imported> {
    const boundary = "runicorn";
    const form = `--${boundary}\r\nContent-Disposition: form-data; name="preview_token"\r\n\r\n${token}\r\n--${boundary}--\r\n`;
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const answer = await this.#send(importRoute, form, headers, signal);
    return importRoute.response.parse(JSON.parse((await buffer(answer)).toString()));
  }

  async #send(
    route: { readonly path: string },
    body: StreamRequest["body"],
    headers: StreamRequest["headers"],
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const { path } = route;
    const request = { method: "POST", path, accept: "*/*", headers, body, signal };
    const answer = await this.#streams.stream(request);
    const status = answer.statusCode ?? 0;
    if (status >= 400) throw toError({ status, body: await buffer(answer) });
    return answer;
  }
}
