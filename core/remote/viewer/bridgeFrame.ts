/** A frame is a byte of kind, the stream and the length of what follows as unsigned 32-bit big-endian numbers, then that. */
const headerBytes = 9;

/** Of one frame's data. A longer frame ends the bridge. */
export const maxDataBytes = 64 * 1024;

const kinds = ["open", "data", "end", "reset", "credit", "beat"] as const;
type Kind = (typeof kinds)[number];

export type Frame =
  | { readonly kind: "open"; readonly stream: number }
  | { readonly kind: "end" | "reset"; readonly stream: number }
  | { readonly kind: "data"; readonly stream: number; readonly data: Buffer }
  /** The reader has room for so many bytes more. */
  | { readonly kind: "credit"; readonly stream: number; readonly bytes: number }
  /** A sign of life. */
  | { readonly kind: "beat" };

export function encodeFrame(frame: Frame): Buffer {
  const data = payloadOf(frame);
  const bytes = Buffer.allocUnsafe(headerBytes + data.length);
  bytes.writeUInt8(kinds.indexOf(frame.kind) + 1, 0);
  bytes.writeUInt32BE(frame.kind === "beat" ? 0 : frame.stream, 1);
  bytes.writeUInt32BE(data.length, 5);
  bytes.set(data, headerBytes);
  return bytes;
}

function payloadOf(frame: Frame): Buffer {
  if (frame.kind === "data") return frame.data;
  const bytes = Buffer.alloc(frame.kind === "credit" ? 4 : 0);
  if (frame.kind === "credit") bytes.writeUInt32BE(frame.bytes);
  return bytes;
}

interface Header {
  readonly kind: Kind;
  readonly stream: number;
  readonly length: number;
}

/** Frames out of bytes that come in pieces of any size. Holds less than one frame. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #held = 0;
  #header: Header | undefined;

  /** Throws where the bytes are no frames; nothing can be read after that. */
  *read(piece: Buffer): Generator<Frame> {
    this.#pieces.push(piece);
    this.#held += piece.length;
    for (;;) {
      const wanted = this.#header?.length ?? headerBytes;
      if (this.#held < wanted) return;
      const bytes = this.#take(wanted);
      if (this.#header === undefined) {
        this.#header = parseHeader(bytes);
      } else {
        const header = this.#header;
        this.#header = undefined;
        yield toFrame(header, bytes);
      }
    }
  }

  #take(wanted: number): Buffer {
    let [first = Buffer.alloc(0)] = this.#pieces;
    // Joined only when a whole part is there, so that single bytes cost no more than long pieces.
    if (first.length < wanted) this.#pieces = [(first = Buffer.concat(this.#pieces))];
    if (first.length === wanted) this.#pieces.shift();
    else this.#pieces[0] = first.subarray(wanted);
    this.#held -= wanted;
    return first.subarray(0, wanted);
  }
}

function parseHeader(bytes: Buffer): Header {
  const kind = kinds[bytes.readUInt8(0) - 1];
  const stream = bytes.readUInt32BE(1);
  const length = bytes.readUInt32BE(5);
  const fits = kind === "data" ? length <= maxDataBytes : length === (kind === "credit" ? 4 : 0);
  if (kind === undefined || !fits) throw new Error("what came is not a frame");
  return { kind, stream, length };
}

function toFrame({ kind, stream }: Header, data: Buffer): Frame {
  if (kind === "data") return { kind, stream, data };
  if (kind === "credit") return { kind, stream, bytes: data.readUInt32BE() };
  return kind === "beat" ? { kind } : { kind, stream };
}
