import { logLines } from "../logLines.ts";
import type { RunRecord } from "../runRecord.ts";
import { attempt, words } from "./attempt.ts";

/** What `alert` takes beside the text. */
export interface AlertOptions {
  /** Default "warning". */
  readonly level?: "info" | "warning" | "error";
  readonly title?: string;
  readonly step?: number | bigint;
}

const maxText = 10_000;
const levels: ReadonlyMap<string, string> = new Map([
  ["info", "info"],
  ["warning", "warning"],
  ["warn", "warning"],
  ["error", "error"],
  ["critical", "error"],
]);

/** Tells the people who watch the run, and its log. Never throws. */
export function alert(record: RunRecord, text: unknown, options: AlertOptions = {}): void {
  attempt(record, "alert", options.level, (tell) => {
    const given = words(options.level ?? "warning", 40) ?? "";
    const level = levels.get(given.toLowerCase());
    if (level === undefined) {
      tell("level", `'${given}' is no level; it is "info", "warning" or "error"`);
    }
    const message = words(text, maxText) ?? "";
    const title = words(options.title);
    record.event("alert", { level: level ?? "warning", title, text: message }, options.step);
    const isTitled = title !== null && title !== "";
    record.appendLog(logLines(`⚠️ Alert: ${isTitled ? `${title}: ` : ""}${message}`));
    return "";
  });
}
