import type { RunRecord } from "../runRecord.ts";
import { attempt, words, writeFile } from "./attempt.ts";
import { audioContent } from "./audioContent.ts";

/** What `logAudio` takes beside the sound. */
export interface AudioOptions {
  readonly step?: number | bigint;
  readonly caption?: string;
  /** Of samples, in Hz. */
  readonly sampleRate?: number;
  /** Of encoded bytes whose format cannot be told from them. */
  readonly format?: string;
}

/** Records sound; the path of its file relative to the run, or "" when it could not be recorded. Never throws. */
export function logAudio(
  record: RunRecord,
  key: string,
  audio: unknown,
  options: AudioOptions = {},
): string {
  return attempt(record, "logAudio", key, (tell) => {
    const content = audioContent(audio, options.sampleRate, options.format, tell);
    const facts = {
      caption: words(options.caption),
      sample_rate: content.sampleRate,
      duration: content.duration,
      format: content.format,
    };
    const { pieces } = content.source;
    return writeFile(record, "audio", key, content.format, pieces, facts, options.step);
  });
}
