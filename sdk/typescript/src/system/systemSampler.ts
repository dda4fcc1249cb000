/** Samples the machine and the process tree of this process into system.jsonl. */
export class SystemSampler {
  // eslint-disable-next-line no-useless-constructor -- a stub
  constructor(_path: string) {}

  /** Takes one sample and appends it; the first call only primes the rates. Seconds until the next one. Never throws. */
  sample(): number {
    return 60;
  }

  close(): void {}
}
