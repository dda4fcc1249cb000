/** Pictures of one moment each, as a video that begins with them. */
export interface WebmPart {
  readonly second: number;
  /** VP8, key frames, a second apart. */
  readonly frames: readonly Buffer[];
}

/** A video of two parts with so many bytes of nothing between them that nobody reads the second one by the way. */
export function webm(size: number, parts: readonly WebmPart[], gap: number): Buffer {
  const last = parts.at(-1);
  const duration = Buffer.alloc(8);
  duration.writeDoubleBE(((last?.second ?? 0) + (last?.frames.length ?? 0)) * 1000);
  const info = part("1549a966", part("2ad7b1", uint(1_000_000)), part("4489", duration));
  const video = part("e0", part("b0", uint(size)), part("ba", uint(size)));
  const codec = part("86", Buffer.from("V_VP8"));
  const entry = part(
    "ae",
    part("d7", uint(1)),
    part("73c5", uint(1)),
    part("83", uint(1)),
    codec,
    video,
  );
  const tracks = part("1654ae6b", entry);
  const clusters = parts.map(cluster);
  const cuesAt = (places: readonly number[]) =>
    part(
      "1c53bb6b",
      ...parts.map(({ second }, i) => {
        const place = part("b7", part("f7", uint(1)), part("f1", uint(places[i] ?? 0)));
        return part("bb", part("b3", uint(second * 1000)), place);
      }),
    );
  const blank = part("ec", Buffer.alloc(gap));
  const begin = info.length + tracks.length + cuesAt([]).length;
  const places = clusters.map((_, i) =>
    clusters.slice(0, i).reduce((sum, { length }) => sum + length + blank.length, begin),
  );
  const body = clusters.flatMap((bytes, i) => (i === 0 ? [bytes] : [blank, bytes]));
  return Buffer.concat([
    part("1a45dfa3", part("4282", Buffer.from("webm"))),
    part("18538067", info, tracks, cuesAt(places), ...body),
  ]);
}

function cluster({ second, frames }: WebmPart): Buffer {
  const blocks = frames.map((frame, i) => {
    const head = Buffer.from([0x81, 0, 0, 0x80]);
    head.writeInt16BE(i * 1000, 1);
    return part("a3", head, frame);
  });
  return part("1f43b675", part("e7", uint(second * 1000)), ...blocks);
}

/** An element of EBML: its id, the length in eight bytes, what is in it. */
function part(id: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = uint(body.length);
  length[0] = 1;
  return Buffer.concat([Buffer.from(id, "hex"), length, body]);
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
