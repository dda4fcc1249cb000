const maxSegmentBytes = 120;
const refused = /[\\:*?"<>|\p{Cc}]|[. ]$/u;
const windowsDevice = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i;

/** Whether a new folder of that name can be a segment of a run's name, on any system. */
export function isNameSegment(name: string): boolean {
  if (name === "" || name === "." || name === ".." || name === "runs") return false;
  if (refused.test(name) || windowsDevice.test(name) || name.normalize("NFC") !== name) {
    return false;
  }
  return Buffer.byteLength(name) <= maxSegmentBytes;
}
