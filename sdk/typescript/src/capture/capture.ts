import type { Notices } from "../notices.ts";
import type { PlainObject } from "../plain.ts";
import type { CallSite, CaptureTask } from "./captureTask.ts";

/** Records environment and code of one run. Runs in the background thread, or on a timer where there is none. */
export class Capture {
  // eslint-disable-next-line no-useless-constructor -- a stub
  constructor(_task: CaptureTask, _notices: Notices) {}

  /** Writes environment.json, code.json and code.patch; gives up soon after `stopped` answers true. Never throws. */
  run(_stopped: () => boolean): void {}

  /** Takes in where these keys were logged first. */
  noteKeys(_sites: Readonly<Record<string, CallSite>>): void {}

  /** Brings code.json's call sites up to date. Never throws. */
  writeCallSites(): void {}
}

/** The first content of files that are there from the beginning, such as code.json. Cheap; runs on the main thread. */
export function captureDocuments(_task: CaptureTask): Record<string, PlainObject> {
  return {};
}
