import { StringDecoder } from "node:string_decoder";

import type { TqdmMode } from "../initOptions.ts";
import { plainText } from "../plain.ts";
import { LineAssembler } from "./lineAssembler.ts";

type Write = NodeJS.WriteStream["write"];

/** In the place of a stream's `write`. Once it is left, `unwrap` puts back what it replaced. */
interface ListeningWrite extends Write {
  unwrap?: () => void;
}

interface Listening {
  readonly stream: NodeJS.WriteStream;
  readonly write: ListeningWrite;
  readonly assembler: LineAssembler;
  readonly unwrap: () => void;
}

/**
 * Lets `writeLines` have every line that this process prints by `process.stdout` and `process.stderr`, as `[HH:MM:SS] line`,
 * as soon as it is complete.
 */
export class ConsoleCapture {
  readonly #writeLines: (lines: string) => void;
  readonly #mode: TqdmMode;
  #streams: Listening[] = [];
  #lines: string[] = [];
  #isWriting = false;

  constructor(writeLines: (lines: string) => void, tqdmMode: TqdmMode) {
    this.#writeLines = writeLines;
    this.#mode = tqdmMode;
  }

  /** Listens from now on. */
  start(): void {
    for (const stream of [process.stdout, process.stderr]) this.#streams.push(this.#listen(stream));
  }

  /** Listens no more, and writes the lines that were not ended. What wrapped `write` meanwhile stays. */
  stop(): void {
    const streams = this.#streams;
    this.#streams = [];
    for (const { stream, write, assembler, unwrap } of streams) {
      this.#lines.push(...assembler.finish());
      write.unwrap = unwrap;
      // Another capture that lay above or below may have been left before.
      for (let top = topOf(stream); top.unwrap !== undefined; top = topOf(stream)) top.unwrap();
    }
    this.#flush();
  }

  #listen(stream: NodeJS.WriteStream): Listening {
    const own = Object.getOwnPropertyDescriptor(stream, "write");
    const before = topOf(stream);
    const assembler = new LineAssembler(this.#mode);
    const decoder = new StringDecoder("utf8");
    const write: ListeningWrite = (...args: unknown[]): boolean => {
      const result = Reflect.apply(before, stream, args) as boolean;
      try {
        if (write.unwrap === undefined) this.#hear(assembler, textOf(args[0], args[1], decoder));
      } catch {
        // Nobody may be told here: that would be printed.
      }
      return result;
    };
    stream.write = write;
    const unwrap = (): void => {
      if (own === undefined) delete (stream as Partial<NodeJS.WriteStream>).write;
      else stream.write = before;
    };
    return { stream, write, assembler, unwrap };
  }

  #hear(assembler: LineAssembler, text: string): void {
    this.#lines.push(...assembler.feed(plainText(text)));
    this.#flush();
  }

  #flush(): void {
    // What is printed while lines are being written, which we may do ourselves, waits until they are.
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      while (this.#lines.length > 0) {
        const now = new Date().toTimeString().slice(0, 8);
        this.#writeLines(
          this.#lines
            .splice(0)
            .map((line) => `[${now}] ${line}\n`)
            .join(""),
        );
      }
    } finally {
      this.#isWriting = false;
    }
  }
}

function textOf(chunk: unknown, encoding: unknown, decoder: StringDecoder): string {
  if (chunk instanceof Uint8Array) return decoder.write(Buffer.from(chunk));
  if (typeof chunk !== "string") return "";
  const isText = typeof encoding !== "string" || /^utf-?8$/i.test(encoding);
  return isText ? chunk : Buffer.from(chunk, encoding as BufferEncoding).toString();
}

function topOf(stream: NodeJS.WriteStream): ListeningWrite {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the stream as this
  return stream.write;
}
