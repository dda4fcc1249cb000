import type { Alert } from "#core/protocol/event.ts";

const levels: Readonly<Record<string, Alert["level"]>> = {
  info: "info",
  warn: "warning",
  warning: "warning",
  error: "error",
  critical: "error",
};
const maxTextLength = 2000;

/** An alert's event as a person is told of it; whatever was written becomes one. */
export function toAlert(
  id: number,
  step: number | null,
  data: Readonly<Record<string, unknown>>,
): Alert {
  const { level, title, text } = data;
  return {
    id,
    step,
    level: (typeof level === "string" ? levels[level.toLowerCase()] : undefined) ?? "warning",
    title: typeof title === "string" ? title.slice(0, maxTextLength) : null,
    text: typeof text === "string" ? text.slice(0, maxTextLength) : "",
  };
}
