import type { TqdmMode } from "../initOptions.ts";

/** Copies what the program prints, line by line. */
export class ConsoleCapture {
  // eslint-disable-next-line no-useless-constructor -- a stub
  constructor(_writeLine: (line: string) => void, _tqdmMode: TqdmMode) {
    // Filled in by its owner.
  }

  start(): void {}

  stop(): void {}
}
