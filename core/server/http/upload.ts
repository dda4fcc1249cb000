import { createWriteStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import busboy from "busboy";

import { RunicornError } from "#core/protocol/errors.ts";
import { isSystemError } from "#core/store/files/systemError.ts";

/** What a form sends beside its file. */
type FormFields = Readonly<Record<string, string>>;

interface Received {
  /** False for a form without a file. */
  readonly isSaved: boolean;
  /** As its sender calls it; undefined where nothing says. */
  readonly filename: string | undefined;
  readonly fields: FormFields;
}

/** A file on its way in. */
export interface Upload {
  /** Writes the file, if there is one, into the empty file `path`. Throws `payload_too_large`, `invalid_request`. */
  receive(path: string, maxBytes: number): Promise<Received>;
  /** Says that whoever sent it does not wait for the answer any more. */
  readonly signal: AbortSignal;
}

/** The file is the whole body, or the field `file` of a form: V1's clients send forms. */
export function uploadOf(request: IncomingMessage, reply: ServerResponse): Upload {
  const type = request.headers["content-type"] ?? "";
  const isForm = type.startsWith("multipart/form-data");
  if (!isForm && !/^application\/(octet-stream|gzip|x-gzip|x-tar|zip)\b/.test(type)) {
    throw new RunicornError(
      "unsupported_media_type",
      "Send the archive as application/octet-stream, or as the field file of a form.",
    );
  }
  const gone = new AbortController();
  reply.once("close", () => {
    if (!reply.writableFinished) gone.abort();
  });
  return {
    signal: gone.signal,
    receive: async (path, maxBytes) => {
      if (isForm) return receiveForm(request, path, maxBytes);
      await save(request, path, maxBytes);
      return { isSaved: true, filename: undefined, fields: {} };
    },
  };
}

async function receiveForm(
  request: IncomingMessage,
  path: string,
  maxBytes: number,
): Promise<Received> {
  const limits = { files: 1, fields: 20, fieldSize: 4096, parts: 25 };
  const form = parserOf(request, limits);
  const fields = new Map<string, string>();
  let filename: string | undefined;
  let saving: Promise<void> | undefined;
  form.on("field", (name, value) => fields.set(name, value));
  form.on("file", (name, bytes, info) => {
    if (name !== "file" || saving) {
      bytes.resume();
      return;
    }
    filename = info.filename;
    saving = save(bytes, path, maxBytes);
    // The form must not wait for bytes nobody takes.
    saving.catch((error: Error) => form.destroy(error));
  });
  try {
    await pipeline(request, form);
  } catch (error) {
    // The file's own, or the form's, which the file has then, too.
    await saving?.catch(() => undefined);
    throw RunicornError.is(error) || isSystemError(error) ? error : badForm(error);
  }
  await saving;
  return { isSaved: saving !== undefined, filename, fields: Object.fromEntries(fields) };
}

function parserOf(request: IncomingMessage, limits: busboy.Limits): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, limits, defParamCharset: "utf8" });
  } catch (error) {
    throw badForm(error);
  }
}

function badForm(cause: unknown): RunicornError {
  return new RunicornError("invalid_request", "The form is cut short or is none.", { cause });
}

async function save(bytes: Readable, path: string, maxBytes: number): Promise<void> {
  let size = 0;
  await pipeline(
    bytes,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > maxBytes)
          throw new RunicornError(
            "payload_too_large",
            "The archive is larger than an upload may be; use `runicorn import`.",
          );
        yield chunk;
      }
    },
    createWriteStream(path, { flags: "r+" }),
  );
}
