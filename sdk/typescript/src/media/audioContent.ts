import { NotPlain, plainText } from "../plain.ts";
import { extensionOf, formatOf } from "./mediaFormat.ts";
import { type MediaSource, mediaSource, sourceOfBytes } from "./mediaSource.ts";
import { isArray, numberArray } from "./numberArray.ts";
import { samplesOf } from "./samples.ts";
import type { Tell } from "./tell.ts";
import { wavBytes, wavFacts } from "./wav.ts";

/** A file's content, its format, and what is known of the sound: Hz and seconds. */
export interface AudioContent {
  readonly source: MediaSource;
  readonly format: string;
  readonly sampleRate: number | undefined;
  readonly duration: number | undefined;
}

const maxBytes = 256 * 2 ** 20;
const defaultRate = 44_100;
const maxRate = 4_000_000;

/**
 * The sound as a file: encoded bytes or a path as they are, samples as 16-bit WAV. Throws NotPlain for anything else, and
 * what the object throws.
 */
export function audioContent(
  audio: unknown,
  sampleRate: unknown,
  wanted: string | undefined,
  tell: Tell,
): AudioContent {
  const rate = checkedRate(sampleRate, tell);
  const source = mediaSource(audio, maxBytes);
  if (source !== undefined) {
    const format =
      formatOf(source.head) ?? extensionOf(source.suffix) ?? extensionOf(wanted) ?? "bin";
    const facts = wavFacts(source.head, source.size);
    return { source, format, sampleRate: rate, duration: undefined, ...facts };
  }
  if (!isArray(audio)) throw new NotPlain(`a value of type ${typeof audio} is no sound`);
  if (wanted !== undefined && wanted !== "wav") {
    tell("format", `samples are written as wav, not as ${plainText(wanted).slice(0, 40)}`);
  }
  if (rate === undefined) {
    tell("rate", `samples without a sampleRate are taken for ${defaultRate} Hz`);
  }
  const hertz = rate ?? defaultRate;
  const samples = samplesOf(numberArray(audio), tell);
  return {
    source: sourceOfBytes(wavBytes(samples.data, samples.channels, hertz), maxBytes),
    format: "wav",
    sampleRate: hertz,
    duration: samples.length / hertz,
  };
}

function checkedRate(sampleRate: unknown, tell: Tell): number | undefined {
  if (sampleRate === undefined || sampleRate === null) return undefined;
  const rate = Number(sampleRate);
  if (rate >= 1 && rate <= maxRate) return Math.trunc(rate);
  tell("rate", `${plainText(sampleRate).slice(0, 40)} is no sampleRate in Hz`);
  return undefined;
}
