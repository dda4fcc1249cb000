/** What the header of a WAV file says: Hz and seconds. */
export interface WavFacts {
  readonly sampleRate: number;
  readonly duration: number;
}

/** Interleaved little-endian 16-bit samples as a WAV file. `sampleRate` is in Hz. */
export function wavBytes(samples: Uint8Array, channels: number, sampleRate: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** Rate and duration of a WAV file of `size` bytes that begins with `head`; undefined where it is none. */
export function wavFacts(head: Buffer, size: number): WavFacts | undefined {
  const isWav =
    head.toString("latin1", 0, 4) === "RIFF" && head.toString("latin1", 8, 12) === "WAVE";
  if (!isWav) return undefined;
  let [at, sampleRate, bytesPerSecond] = [12, 0, 0];
  while (at + 8 <= head.length) {
    const kind = head.toString("latin1", at, at + 4);
    const length = head.readUInt32LE(at + 4);
    if (kind === "fmt " && at + 20 <= head.length) {
      sampleRate = head.readUInt32LE(at + 12);
      bytesPerSecond = head.readUInt32LE(at + 16);
    }
    if (kind === "data") {
      if (sampleRate === 0 || bytesPerSecond === 0) return undefined;
      // A recorder that was killed leaves a length that is not true.
      return { sampleRate, duration: Math.min(length, size - at - 8) / bytesPerSecond };
    }
    at += 8 + length + (length % 2);
  }
  return undefined;
}
